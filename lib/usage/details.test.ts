import { beforeEach, describe, expect, it } from "vitest";
import { dayMs, nowMs } from "@/lib/base/clock";
import { createLogger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { findPassingDetail } from "./find-passing-detail";
import { getRequestDetail } from "./get-request-detail";
import { addDetails, type DetailRow } from "./internal/detail-rows";
import { type AnsweredCall, openDetailKeeper } from "./open-detail-keeper";
import { pruneDetails } from "./prune-details";
import { mostDetails } from "./schema";

useStores({ postgres: true });
const log = createLogger("test", "silent");
const begunMs = nowMs();
beforeEach(() => postgres().requestDetail.deleteMany({}));

const row = (index: number, more: Partial<DetailRow> = {}): DetailRow => ({
  ...{ id: `req_${String(index).padStart(5, "0")}`, appId: "app_a", companyId: "com_a", personId: "per_a" },
  ...{ at: new Date(begunMs + index), operation: "createShipment", passed: false, method: "POST", path: "/shipments" },
  ...{ request: '{"headers":{}}', response: '{"headers":{}}', timing: "{}", ...more },
});
const call = (index: number, more: Partial<AnsweredCall> = {}): AnsweredCall => ({
  ...{ id: `req_${index}`, appId: "app_a", companyId: "com_a", personId: "per_a", at: new Date(), operation: "o" },
  ...{ method: "GET", path: "/a?token=1", status: 200, request: { headers: {} }, response: { headers: {} } },
  timing: { keyMs: 1, bodyMs: 0, answerMs: 2, waitMs: 0 },
  ...more,
});

describe("headers and bodies of calls", () => {
  it("are kept in a bounded number of each app, and the last that passed of each operation", async () => {
    await addDetails(postgres(), [
      row(0, { passed: true }),
      row(1, { passed: true }),
      row(2, { passed: true, operation: "quote" }),
    ]);
    await addDetails(postgres(), [row(3, { appId: "app_b" })]);
    await addDetails(
      postgres(),
      Array.from({ length: mostDetails + 5 }, (_, index) => row(10 + index)),
    );
    const kept = await postgres().requestDetail.findMany({ where: { appId: "app_a" }, orderBy: { at: "asc" } });
    expect(kept.slice(0, 3).map(({ id }) => id)).toEqual(["req_00001", "req_00002", "req_00015"]);
    expect(kept).toHaveLength(mostDetails + 2);
    expect(await postgres().requestDetail.count({ where: { appId: "app_b" } })).toBe(1);
  });

  it("are compared with the last passing call of the operation: the app's, else the company's, nobody else's", async () => {
    await addDetails(postgres(), [
      row(1, { passed: true, appId: "app_b" }),
      row(2, { passed: true, companyId: "com_x", appId: "app_x" }),
      row(3),
    ]);
    const refused = { id: "req_00003", appId: "app_a", operation: "createShipment" };
    expect((await findPassingDetail(postgres(), "com_a", refused))?.id).toBe("req_00001");
    await addDetails(postgres(), [row(0, { passed: true })]);
    expect((await findPassingDetail(postgres(), "com_a", refused))?.id).toBe("req_00000");
    expect(await findPassingDetail(postgres(), "com_a", { ...refused, operation: "" })).toBeNull();
  });

  it("are forgotten after seven days", async () => {
    await addDetails(postgres(), [row(1, { at: new Date(nowMs() - 8 * dayMs) }), row(2)]);
    expect(await pruneDetails(postgres())).toBe(1);
    expect(await postgres().requestDetail.count()).toBe(1);
  });
});

describe("the keeper", () => {
  it("takes what any client may send, and as much of one app as it may", async () => {
    const keeper = openDetailKeeper(postgres(), log);
    keeper.note(call(0, { request: { headers: { "x-odd": "\0" }, body: { "\0": "\ud800 \0" } }, status: 201 }));
    for (let index = 1; index < 80; index++) keeper.note(call(index));
    keeper.note(call(100, { appId: "app_b" }));
    await keeper.flush();
    expect(await postgres().requestDetail.count({ where: { appId: "app_a" } })).toBe(50);
    expect(await postgres().requestDetail.count({ where: { appId: "app_b" } })).toBe(1);
    expect(await getRequestDetail(postgres(), "com_a", "req_0")).toMatchObject({
      passed: true,
      request: { body: { "\0": "\ud800 \0" } },
    });
  });

  it("neither waits nor fails while the store is away", async () => {
    const away = { requestDetail: { createMany: () => Promise.reject(new Error("away")) } };
    const keeper = openDetailKeeper(away as never, log);
    keeper.note(call(1));
    await keeper.flush();
    keeper.note(call(2));
    await expect(keeper.close()).resolves.toBeUndefined();
  });
});
