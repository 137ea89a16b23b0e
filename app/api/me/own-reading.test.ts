import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findOrigin } from "@/app/(console)/console/apps/find-origin";
import { BreakingChanges } from "@/app/(console)/console/breaking-changes";
import { GET as ownFeed } from "@/app/(site)/changelog/own/[token]/route";
import { makeOwnFeedToken } from "@/app/(site)/changelog/own-feed-token";
import type { OwnChangelog } from "@/components/changelog/own-changelog";
import type { OwnError } from "@/components/docs/own-error";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createKey } from "@/lib/keys/create-key";
import { getKey } from "@/lib/keys/get-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { createKeyInput, noLiveKeyFacts } from "@/lib/keys/schema";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { append, event } from "@/lib/reports/testing/ledger";
import { buildUsageRow, type UsageCall } from "@/lib/usage/build-usage-row";
import { GET as changelog } from "./changelog/route";
import { GET as lastError } from "./last-error/route";

type Person = { id: string; companyId: string; companyRole: "owner"; staffRole: null };
const who = vi.hoisted(() => ({ person: null as Person | null }));
vi.mock("@/lib/access/current-person", () => ({ currentPerson: async () => who.person }));
vi.mock("@/lib/docs/list-change-titles", async (original) => {
  const { listChangeTitles } = await original<typeof import("@/lib/docs/list-change-titles")>();
  // The sample portal breaks nothing: here its pickups do.
  const today = new Date().toISOString().slice(0, 10);
  return {
    listChangeTitles: async () =>
      (await listChangeTitles()).map((change) =>
        change.operations.includes("createPickup") ? { ...change, breaking: true, date: today } : change,
      ),
  };
});
// A second API: one route of its own, one that the first one has too.
const billing = [
  { id: "billing/createInvoice", method: "POST", path: "/invoices", kind: "operation" },
  { id: "billing/createShipment", method: "POST", path: "/shipments", kind: "operation" },
];
vi.mock("@/lib/reference/list-operations", async (original) => {
  const { listOperations } = await original<typeof import("@/lib/reference/list-operations")>();
  return { listOperations: async () => [...(await listOperations()), ...billing] };
});
vi.mock("@/lib/reference/find-page", async (original) => {
  const { findPage } = await original<typeof import("@/lib/reference/find-page")>();
  return {
    findPage: async (place: string[]) => {
      const one = billing.find(({ id }) => id === place.join("/"));
      return one ? { kind: "operation", api: "billing", name: one.id } : findPage(place);
    },
  };
});

useStores();

let ada: AppOwner;
let ben: AppOwner;
const keys: Record<string, { id: string; owner: AppOwner; environment: "sandbox" }> = {};
let count = 0;

beforeAll(async () => {
  [ada, ben] = [await newAppOwner(), await newAppOwner()];
  for (const [name, owner] of Object.entries({ ada, ben })) {
    keys[name] = { id: (await newKey(owner, { name: `${name}'s` })).id, owner, environment: "sandbox" };
  }
  // A colleague's key in Ada's company, whose maker works for Ben's now.
  const former = { ...ada, personId: ben.personId };
  keys.former = { id: (await newKey(former, { name: "former" })).id, owner: former, environment: "sandbox" };
});
beforeEach(() => {
  who.person = null;
});
const signIn = ({ personId, companyId }: AppOwner) => {
  who.person = { id: personId, companyId, companyRole: "owner", staffRole: null };
};

const minute = 60_000;
/** A call `minutes` ago, as the ledger has it. */
async function call(name: string, minutes: number, status: number, more: Partial<UsageCall> = {}) {
  const { id, owner, environment } = keys[name] as (typeof keys)[string];
  const at = new Date(Date.now() - minutes * minute);
  const row = buildUsageRow(
    { keyId: id, ...owner, environment },
    {
      ...{ source: "test", id: `c${count++}`, origin: "sandbox", occurredAt: at, receivedAt: at },
      ...{ method: "POST", route: "/shipments", status, latencyMs: 5, ...more },
    },
  );
  await clickhouse().insert({ table: "usage_events", values: [row], format: "JSONEachRow" });
}
const on = async (page: string) => {
  const answer = await lastError(
    new Request(`http://portal.example/api/me/last-error?page=${encodeURIComponent(page)}`),
  );
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
  return ((await answer.json()) as { error: OwnError | null }).error;
};
const refused = (code: string) => ({ metadata: { doc: `/docs/errors#${code}`, detail: `because ${code}` } });

describe("the last error that a page explains", () => {
  it("is the newest of one's own keys, on the pages that explain it, until the operation passes", async () => {
    signIn(ada);
    await call("ada", 8 * 24 * 60, 400, refused("invalid_fields"));
    expect(await on("/docs/errors")).toBeNull();
    await call("ada", 30, 400, refused("invalid_fields"));
    await call("ada", 20, 409, { ...refused("idempotency_mismatch") });
    await call("ada", 10, 404, { method: "GET", route: "/pickups/{pickupId}", ...refused("not_found") });
    expect(await on("/docs/errors")).toMatchObject({ route: "/pickups/{pickupId}", status: 404, key: "ada's" });
    expect(await on("/docs/idempotency")).toMatchObject({
      ...{ method: "POST", route: "/shipments", status: 409, detail: "because idempotency_mismatch" },
      ...{ explainedAt: "/docs/errors#idempotency_mismatch", replayHref: null },
    });
    expect(await on("/reference/createShipment")).toMatchObject({ route: "/shipments", status: 409 });
    expect(await on("/reference/listCarriers")).toBeNull();
    expect(await on("/docs/pagination")).toBeNull();
    // Another operation passing changes nothing; this one does.
    await call("ada", 5, 200, { method: "GET", route: "/shipments" });
    expect(await on("/reference/createShipment")).toMatchObject({ status: 409 });
    await call("ada", 4, 422, { route: "/invoices" });
    expect(await on("/reference/billing/createInvoice")).toMatchObject({ route: "/invoices", status: 422 });
    expect(await on("/reference/billing/createShipment")).toBeNull();
    expect(await on("/reference/schemas/Shipment")).toBeNull();
    await call("ada", 4, 201);
    expect(await on("/reference/createShipment")).toBeNull();
    expect(await on("/docs/errors")).toMatchObject({ status: 404 });
    await call("ada", 1, 429, refused("rate_limited"));
    expect(await on("/docs/rate-limits")).toMatchObject({ status: 429, environment: "sandbox" });
  });

  it("is never another company's, nor a colleague's, nor anybody's who is signed out or comes from another site", async () => {
    await call("ben", 2, 401, refused("unauthorized"));
    await call("former", 1, 401, refused("unauthorized"));
    expect(await on("/docs/authentication")).toBeNull();
    signIn(ada);
    expect(await on("/docs/authentication")).toBeNull();
    signIn(ben);
    expect(await on("/docs/authentication")).toMatchObject({ status: 401, key: "ben's" });
    for (const page of ["/docs/rate-limits", "/reference/getShipment", "/docs/nothing", "/docs/../x", "", "//evil"])
      expect(await on(page)).toBeNull();
    const elsewhere = { headers: { "sec-fetch-site": "cross-site" } };
    expect(
      (await lastError(new Request("http://portal.example/api/me/last-error?page=/docs/errors", elsewhere))).status,
    ).toBe(403);
  });
});

describe("the changelog", () => {
  const ask = async () =>
    (await changelog(new Request("http://portal.example/api/me/changelog"))).json() as Promise<OwnChangelog>;
  const read = async (token: string) => {
    const answer = await ownFeed(new Request("http://portal.example/"), { params: Promise.resolve({ token }) });
    return { answer, text: await answer.text() };
  };

  it("knows which entries touch what a company's apps call, in the last 90 days, and nothing of others", async () => {
    await call("ada", 60, 201, { route: "/pickups" });
    await call("ada", 91 * 24 * 60, 200, { route: "/addresses/validate" });
    await call("ben", 60, 200, { route: "/addresses/validate" });
    expect(await ask()).toEqual({ signedIn: false });
    signIn(ada);
    const own = (await ask()) as Extract<OwnChangelog, { signedIn: true }>;
    expect(Object.entries(own.changes)).toEqual([
      [
        "2026-10-06-pickups",
        [
          { operationId: "createPickup", apps: [expect.any(String)] },
          { operationId: "getPickup", apps: [expect.any(String)] },
        ],
      ],
    ]);
    expect(own.feed).toBe(`/changelog/own/${makeOwnFeedToken(ada)}`);
    signIn(ben);
    expect(Object.keys(((await ask()) as typeof own).changes)).toEqual(["2026-11-17-address-notes"]);
  });

  it("tells of breaking entries in the console of those who call them only", async () => {
    const drawn = async (owner: AppOwner) =>
      renderToStaticMarkup(await BreakingChanges({ companyId: owner.companyId }));
    expect(await drawn(ada)).toContain("Book pickups through the API");
    expect(await drawn(ben)).toBe("");
  });

  it("is a company's own feed at its signed address, as long as its reader belongs to it", async () => {
    const good = await read(makeOwnFeedToken(ada));
    expect(good.answer.headers.get("cache-control")).toBe("private, no-store");
    expect(good.text.match(/<title>[^<]*/g)?.slice(1)).toEqual(["<title>Breaking: Book pickups through the API"]);
    const forged = [
      makeOwnFeedToken(ada).replace(ada.companyId, ben.companyId),
      makeOwnFeedToken(ada).slice(0, -1),
      "",
      // Signed, and about a company its person does not belong to (any more).
      makeOwnFeedToken({ companyId: ada.companyId, personId: ben.personId }),
    ];
    for (const token of forged) expect((await read(token)).answer.status).toBe(404);
  });
});

describe("where a key comes from", () => {
  it("is the page a link names, else the last one read in the visit, and only one that is there", async () => {
    const at = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString();
    const view = (minutes: number, visitor: string, visit: string, path: string) =>
      event(at(minutes), "page_viewed", { visitor, visit, path }, { path });
    await append([
      view(50, "v_old", "visit_1", "/docs/webhooks"),
      view(5, "v_old", "visit_2", "/console/apps"),
      view(9, "v_new", "visit_3", "/docs/quickstart"),
      view(8, "v_new", "visit_3", "/docs/authentication"),
      view(7, "v_new", "visit_3", "/console/apps"),
      view(6, "v_bad", "visit_4", "/docs/made-up"),
    ]);
    expect(await findOrigin("", "v_new")).toBe("/docs/authentication");
    expect(await findOrigin("/reference/createShipment?x#y", "v_new")).toBe("/reference/createShipment");
    for (const page of ["/reference/billing/createInvoice", "/reference/schemas/Shipment"]) {
      expect(await findOrigin(page, undefined)).toBe(page);
    }
    expect(await findOrigin("/reference/billing/made-up", undefined)).toBeUndefined();
    expect(await findOrigin("https://evil.example/docs", "v_old")).toBeUndefined();
    expect(await findOrigin("/docs/made-up", "v_bad")).toBeUndefined();
    expect(await findOrigin(`/docs/${"a".repeat(400)}`, undefined)).toBeUndefined();
    expect(await findOrigin("/docs/quickstart/", undefined)).toBe("/docs/quickstart");
  });

  it("stays with the key, and with the one that takes its place", async () => {
    const actor = { kind: "person" as const, id: ada.personId };
    const fields = createKeyInput.parse({ environment: "sandbox", name: "From the docs" });
    const made = await createKey(postgres(), { ...ada, actor, originPath: "/docs/quickstart" }, fields, noLiveKeyFacts);
    if (made.outcome !== "created") throw new Error(made.outcome);
    const rolled = await rotateKey(postgres(), { keyId: made.key.id, companyId: ada.companyId }, { actor }, 0);
    if (rolled.outcome !== "rotated") throw new Error(rolled.outcome);
    expect((await getKey(postgres(), rolled.key.id))?.originPath).toBe("/docs/quickstart");
  });
});
