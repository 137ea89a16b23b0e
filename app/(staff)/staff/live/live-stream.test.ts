import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { CollectorClient, messageId } from "@/server/edge/testing/collector-client";
import { LiveHub, liveHub } from "./live-hub";
import { isShown, type LiveRow, maxRows, mergeRows } from "./live-row";
import { GET } from "./stream/route";
import { writeCurl, writeTest } from "./test-case";

const who = { staffRole: "viewer" as string | null, signedIn: true };
vi.mock("@/lib/access/current-person", () => ({ currentPerson: async () => (who.signedIn ? who : null) }));

useStores();
const collector = new CollectorClient();
beforeAll(() => collector.start());
afterAll(() => collector.stop());
afterEach(() => Object.assign(who, { staffRole: "viewer", signedIn: true }));

type Message = { event: string; id: string; data: string };

/** Reads the stream as a browser would. */
async function open(query = "", headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  const request = new Request(`http://portal.example/staff/live/stream?${query}`, { headers, signal: leaving.signal });
  const response = await GET(request);
  const messages: Message[] = [];
  let text = "";
  const reading = (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString("utf8");
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text.slice(0, end))?.[1] ?? "";
        if (field("event")) messages.push({ event: field("event"), id: field("id"), data: field("data") });
        text = text.slice(end + 2);
      }
    }
  })();
  const rows = () =>
    messages.filter(({ event }) => event === "rows").flatMap(({ data }) => JSON.parse(data) as LiveRow[]);
  // Held, as a server holds it: a request that is collected does not pass on that its reader left.
  return { request, response, messages, rows, leave: () => leaving.abort(), reading };
}

const track = (event: string, properties: object, more: object = {}) =>
  collector.post("/v1/track", { event, messageId: messageId(), anonymousId: "vis_live", properties, ...more });

describe("the live stream", () => {
  it("shows what was taken and what was set aside to those whose filters fit, once, and ends the looking with the last of them", async () => {
    const all = await open();
    const docs = await open("name=docs_read");
    const mine = await open("who=vis_mine");
    const aside = await open("show=quarantined");
    expect(all.response.headers.get("content-type")).toContain("text/event-stream");
    expect(all.response.headers.get("cache-control")).toContain("no-transform");
    expect(liveHub().watched).toBe(4);
    await expect.poll(() => liveHub().ready).toBe(true);
    await track("docs_read", { path: "/a" });
    await track("feedback_given", { path: "/b", helpful: true }, { anonymousId: "vis_mine" });
    await track("nobody_knows", {});
    await expect
      .poll(() => [all.rows().length, docs.rows().length, mine.rows().length, aside.rows().length], { timeout: 5_000 })
      .toEqual([2, 1, 1, 1]);
    expect(mine.rows()[0]).toMatchObject({ kind: "accepted", name: "feedback_given", visitorId: "vis_mine" });
    expect(aside.rows()[0]).toMatchObject({
      name: "nobody_knows",
      aside: { reason: "unknown_event", replayedAt: null },
    });
    for (const viewer of [all, docs, mine, aside]) viewer.leave();
    await Promise.all([all.reading, docs.reading, mine.reading, aside.reading]);
    expect(liveHub().watched).toBe(0);
  });

  it("goes on where it was after a break", async () => {
    const first = await open();
    await expect.poll(() => liveHub().ready).toBe(true);
    await track("docs_read", { path: "/before" });
    await expect.poll(() => first.rows().length, { timeout: 5_000 }).toBe(1);
    const id = first.messages.find(({ event }) => event === "rows")?.id as string;
    first.leave();
    await first.reading;
    await track("docs_read", { path: "/meanwhile" });
    await collector.under.edge.drain.settled();
    const again = await open("", { "last-event-id": id });
    await expect.poll(() => again.rows().map(({ path }) => path), { timeout: 5_000 }).toContain("/meanwhile");
    // What is told twice is shown once.
    expect(mergeRows(first.rows(), again.rows()).filter(({ path }) => path === "/before")).toHaveLength(1);
    again.leave();
    await again.reading;
  });

  it("resolves who it was, by name", async () => {
    const db = postgres();
    await db.company.create({ data: { id: "com_live", name: "Acme", slug: "acme", kind: "organisation" } });
    await db.person.create({ data: { id: "per_live", name: "Ada", companyId: "com_live" } });
    const viewer = await open("who=per_live");
    await expect.poll(() => liveHub().ready).toBe(true);
    await track("docs_read", { path: "/x" }, { userId: "per_live" });
    await expect.poll(() => viewer.rows().length, { timeout: 5_000 }).toBe(1);
    expect(viewer.rows()[0]).toMatchObject({ person: { id: "per_live", name: "Ada", byVisitor: false } });
    viewer.leave();
    await viewer.reading;
  });

  it("shows what a filter asks for, however much else comes with it", async () => {
    const viewer = await open("who=vis_rare");
    const aside = await open("show=quarantined&name=rarely_known");
    await expect.poll(() => liveHub().ready).toBe(true);
    const call = (event: string, n: number, anonymousId: string) => ({
      ...{ type: "track", event, anonymousId, messageId: `flood-of-events-${n}-${messageId()}` },
      properties: { path: "/flood" },
    });
    const flood = Array.from({ length: 600 }, (_, n) => call("docs_read", n, `vis_${n}`));
    const unknown = Array.from({ length: 600 }, (_, n) => call("well_unknown", n, `vis_${n}`));
    const rare = [call("docs_read", 0, "vis_rare"), call("rarely_known", 0, "vis_rare")];
    expect((await collector.post("/v1/batch", { batch: [...rare, ...flood, ...unknown] })).status).toBe(200);
    await expect.poll(() => viewer.rows().map(({ visitorId }) => visitorId)).toContain("vis_rare");
    await expect.poll(() => aside.rows().map(({ name }) => name)).toContain("rarely_known");
    for (const each of [viewer, aside]) each.leave();
    await Promise.all([viewer.reading, aside.reading]);
  });

  it("is staff's: others are told nothing", async () => {
    who.staffRole = null;
    expect((await open()).response.status).toBe(404);
    who.signedIn = false;
    const refused = await open();
    expect(refused.response.status).toBe(401);
    expect(refused.response.headers.get("content-type")).toContain("problem+json");
    expect(liveHub().watched).toBe(0);
  });
});

describe("the hub", () => {
  const row = (key: string): LiveRow => ({ key, atMs: 1, kind: "accepted", name: "n", ids: [] }) as unknown as LiveRow;

  it("looks once for all who watch, and not at all for nobody; what it cannot read it says", async () => {
    let looks = 0;
    let away = false;
    const rows: LiveRow[] = [row("old")];
    const hub = new LiveHub(
      {
        async events() {
          looks++;
          if (away) throw new Error("connection refused");
          return { rows: [...rows], lastMs: looks, cut: false };
        },
        asides: async () => ({ rows: [], cut: false }),
      },
      5,
    );
    const seen: string[][] = [[], []];
    const faults: boolean[] = [];
    const stops = seen.map((own) =>
      hub.watch({ onRows: (all) => own.push(...all.map(({ key }) => key)), onFault: (fault) => faults.push(fault) }),
    );
    await expect.poll(() => hub.ready).toBe(true);
    rows.unshift(row("new"));
    await expect.poll(() => seen).toEqual([["new"], ["new"]]);
    away = true;
    await expect.poll(() => faults).toEqual([true, true]);
    away = false;
    await expect.poll(() => faults).toEqual([true, true, false, false]);
    for (const stop of stops) stop();
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(looks).toBeLessThanOrEqual(before + 1);
    expect(seen).toEqual([["new"], ["new"]]);
  });

  it("keeps the page's list bounded and in order", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...row(`r${index}`), atMs: index }));
    const merged = mergeRows(many.slice(0, 300), many.slice(200));
    expect(merged).toHaveLength(maxRows);
    expect(merged[0]?.key).toBe("r499");
    const filter = { show: "accepted", name: "", source: "", who: "", reason: "" } as const;
    expect(isShown(row("a"), filter)).toBe(true);
    expect(isShown(row("a"), { ...filter, show: "quarantined" })).toBe(false);
  });
});

describe("a test case", () => {
  const row = {
    name: "docs_read",
    receivedAt: "2026-03-01T00:00:00.000Z",
    properties: `{"path":"/it's \\"here\\""}`,
  } as LiveRow;

  it("is a call for a shell, without anybody's key", () => {
    const curl = writeCurl(row, "https://portal.example");
    expect(curl).toContain("curl https://portal.example/v1/track");
    expect(curl).toContain("-u YOUR_WRITE_KEY:");
    // As the shell hands it over: the quotes that end and begin again are not part of it.
    const body = (/-d '(.*)'$/s.exec(curl)?.[1] ?? "").replaceAll(`'\\''`, "'");
    expect(JSON.parse(body)).toMatchObject({ event: "docs_read", properties: { path: `/it's "here"` } });
  });

  it("is a test of the catalogue", () => {
    expect(writeTest(row)).toContain('catalogue["docs_read"].properties.safeParse(properties)');
  });
});
