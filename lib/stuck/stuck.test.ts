import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { dayMs, nowMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { readVerifySteps, type Tutorial } from "@/lib/docs/list-verify-steps";
import { parseVerify } from "@/lib/docs/parse-verify";
import { eventRow } from "@/lib/events/testing/journal-rows";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { stopMail } from "@/lib/mail/stop-mail";
import { makeStopToken, readStopToken } from "@/lib/mail/stop-token";
import { listRefused } from "@/lib/privacy/list-refused";
import { recordRefusal } from "@/lib/privacy/record-refusal";
import { detectStuck } from "./detect-stuck";
import { handleCase } from "./handle-case";
import { listStuck } from "./list-stuck";
import { sendNote } from "./send-note";

useStores();
const settings = { ...portal.stuck };
afterEach(() => {
  shiftClock(0);
  Object.assign(portal.stuck, settings);
});

const tutorials: Tutorial[] = [
  {
    slug: "quickstart",
    title: "Quickstart",
    steps: [
      { title: "Sign up", verify: parseVerify("signed_up") },
      { title: "Ask for rates", verify: parseVerify("POST /rates 200") },
      { title: "Ship it", verify: parseVerify("POST /shipments 2xx sandbox") },
    ],
  },
];

const clickhouseTime = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
let count = 0;
async function call(owner: AppOwner & { keyId: string }, daysAgo: number, more: Record<string, unknown>, times = 1) {
  const at = clickhouseTime(Date.now() - daysAgo * dayMs);
  await clickhouse().insert({
    table: "usage_events",
    format: "JSONEachRow",
    values: Array.from({ length: times }, () => ({
      ...{
        source: "sandbox",
        id: `s${count++}`,
        occurred_at: at,
        received_at: at,
        origin: "sandbox",
        environment: "sandbox",
      },
      ...{ company_id: owner.companyId, app_id: owner.appId, key_id: owner.keyId, person_id: owner.personId },
      ...{
        method: "POST",
        route: "/shipments",
        status: 200,
        latency_ms: 5,
        quantity: 1,
        valuable: 0,
        metadata: "{}",
        ...more,
      },
    })),
  });
}
/** As if they had signed up so many days ago. */
const signedUp = (personId: string, daysAgo: number, email: string | null = null) =>
  postgres().person.update({
    where: { id: personId },
    data: { createdAt: new Date(Date.now() - daysAgo * dayMs), email },
  });
const names = async () =>
  (await listStuck(postgres())).data.map(({ personId, cause, subject }) => [personId, cause, subject]);
const refusedOf = (ids: readonly string[]) => listRefused(postgres(), ids);
const detect = () => detectStuck(postgres(), tutorials, refusedOf);

/** Ada has no key, Ben has one he never used, Cora gets 422, Dan did one of two steps. */
let ada: string;
let ben: AppOwner;
let cora: AppOwner & { keyId: string };
let dan: AppOwner & { keyId: string };
beforeAll(async () => {
  const withKey = async () => {
    const owner = await newAppOwner();
    return { ...owner, keyId: (await newKey(owner)).id };
  };
  ada = (await signUp({ visitorId: "vis_ada" })).personId;
  [ben, cora, dan] = [await withKey(), await withKey(), await withKey()];
  await signedUp(ada, 3.5, "ada@stuck.example");
  await signedUp(ben.personId, 2.5);
  await signedUp(cora.personId, 20, "cora@stuck.example");
  await signedUp(dan.personId, 20);
  const metadata = JSON.stringify({
    doc: "/docs/errors#label_exists",
    detail: "The body has two faults.",
    errors: [{ pointer: "/parcel/weight", detail: "must be at least 1" }],
  });
  await call(cora, 1, { status: 422, metadata }, 5);
  await call(dan, 9, { route: "/rates" });
  const day = clickhouseTime(Date.now() - 4 * dayMs);
  const viewed = { name: "page_viewed", path: "/docs/quickstart", occurred_at: day, received_at: day };
  await clickhouse().insert({
    table: "events",
    format: "JSONEachRow",
    values: [
      eventRow("v1", { ...viewed, person_id: dan.personId }),
      eventRow("v2", { ...viewed, person_id: cora.personId, path: "/docs/errors" }),
      eventRow("v3", {
        ...viewed,
        name: "visit_started",
        visitor_id: "vis_ada",
        properties: '{"channel":"paid-search"}',
      }),
      eventRow("v4", { ...viewed, name: "signed_up", visitor_id: "vis_ada", person_id: ada }),
    ],
  });
  await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
});

describe("who is stuck", () => {
  it("finds each by their own cause, with the exact fix, and nobody else", async () => {
    expect(await detect()).toEqual({ found: 3, opened: 3, resolved: 0, noted: 0 });
    const { data } = await listStuck(postgres());
    expect(data.map(({ personId, cause, subject, count }) => [personId, cause, subject, count])).toEqual([
      [dan.personId, "abandoned_step", "quickstart#3", 2],
      [cora.personId, "repeated_error", "sandbox POST /shipments 422", 5],
      [ada, "no_call", "", 1],
    ]);
    const [step, error, none] = data;
    expect(step?.facts.what).toBe("Began “Quickstart” and stopped before step 3 of 3, “Ship it”.");
    expect(error?.facts).toMatchObject({
      what: "5 calls of POST /shipments (sandbox) were answered 422, label_exists, and none worked since.",
      detail: "/parcel/weight: must be at least 1",
      docHref: "/docs/errors#label_exists",
    });
    expect(none?.facts).toMatchObject({
      what: "Signed up 3 days ago and has no key yet.",
      actionHref: "/console/apps/new",
    });
    expect(none?.channel).toBe("paid-search");
    // A second run finds the same, and opens nothing.
    expect(await detect()).toEqual({ found: 3, opened: 0, resolved: 0, noted: 0 });
  });

  it("closes nobody's case whom a look had no room for", async () => {
    // An operation with more calls, of a key that nobody is known to have made.
    await call({ ...cora, companyId: "com_gone", keyId: "key_gone" }, 1, { status: 422 }, 9);
    const limits = { errors: 1, readers: 1 };
    expect(await detectStuck(postgres(), tutorials, refusedOf, limits)).toMatchObject({ found: 2, resolved: 0 });
    expect(await detect()).toMatchObject({ found: 3, opened: 0 });
  });

  it("counts days by the clock, and lets a case go when they got on", async () => {
    shiftClock(0.6 * dayMs);
    expect(await detect()).toMatchObject({ found: 4, opened: 1 });
    const benCase = (await listStuck(postgres(), { search: ben.personId })).data[0];
    expect(benCase?.facts.what).toBe("Signed up 3 days ago and has a key, but made no call with it.");
    // Cora's call works, Dan ships, Ben's colleague calls.
    await call(cora, 0.5, { status: 201 });
    await call(dan, 0.5, { status: 201 });
    await call({ ...ben, keyId: "key_colleague", personId: "per_colleague" }, 0.5, {});
    expect(await detect()).toMatchObject({ found: 1, opened: 0, resolved: 3 });
    expect(await names()).toEqual([[ada, "no_call", ""]]);
    expect((await listStuck(postgres(), { state: "resolved" })).data).toHaveLength(3);
    // The same error once more, five times after the success: the case begins anew.
    await call(cora, 0.2, { status: 422 }, 5);
    expect(await detect()).toMatchObject({ opened: 1 });
    shiftClock(61 * dayMs);
    expect(await detect()).toMatchObject({ found: 0, resolved: 2 });
  });

  it("narrows the list by cause, channel and words; staff put cases away and take them back", async () => {
    await detect();
    const list = (filter: Parameters<typeof listStuck>[1]) => listStuck(postgres(), filter).then(({ data }) => data);
    expect(await list({ cause: "no_call" })).toHaveLength(1);
    expect(await list({ channel: "direct" })).toHaveLength(0);
    expect(await list({ search: "ADA@stuck" })).toMatchObject([{ personId: ada }]);
    const caseId = (await list({ cause: "no_call" }))[0]?.id ?? "";
    const handle = (handling: Parameters<typeof handleCase>[1]["handling"]) =>
      handleCase(postgres(), { caseId, actorId: "per_staff", handling });
    await handle({ kind: "snooze", days: 7 });
    expect(await list({ cause: "no_call" })).toEqual([]);
    expect(await list({ state: "snoozed" })).toHaveLength(1);
    shiftClock(8 * dayMs);
    expect(await list({ cause: "no_call" })).toHaveLength(1);
    shiftClock(0);
    await handle({ kind: "dismiss" });
    await detect();
    expect(await list({ state: "dismissed" })).toHaveLength(1);
    await handle({ kind: "reopen" });
    expect(await list({ cause: "no_call" })).toMatchObject([{ state: "open" }]);
    expect(await postgres().auditEntry.count({ where: { subjectId: caseId } })).toBe(3);
  });
});

describe("the note", () => {
  const mails = () => postgres().mail.findMany({ orderBy: { id: "asc" } });
  const caseOf = async (personId: string) =>
    (await postgres().stuckCase.findFirstOrThrow({ where: { personId, resolvedAt: null } })).id;

  it("goes out by itself only where the portal says so, once for each cause and person, whoever asks", async () => {
    await detect();
    expect(await mails()).toEqual([]);
    portal.stuck.mail = true;
    expect((await detect()).noted).toBe(2);
    expect((await detect()).noted).toBe(0);
    expect((await mails()).map(({ recipient }) => recipient).sort()).toEqual([
      "ada@stuck.example",
      "cora@stuck.example",
    ]);
    const toAda = (await mails()).find(({ recipient }) => recipient.startsWith("ada"));
    expect(toAda?.text).toContain("You signed up 3 days ago and have no key yet.");
    expect(toAda?.text).toContain("http://127.0.0.1:3000/docs/quickstart");
    const caseId = await caseOf(ada);
    expect(await sendNote(postgres(), { caseId, sentById: "per_staff" }, refusedOf)).toBe("already");
    // Also when the mail is forgotten and the case was over in between.
    await postgres().mail.deleteMany();
    await postgres().stuckCase.deleteMany();
    expect((await detect()).noted).toBe(0);
    const both = await Promise.all(
      [1, 2].map(async () => sendNote(postgres(), { caseId: await caseOf(ada), sentById: null }, refusedOf)),
    );
    expect(both).toEqual(["already", "already"]);
  });

  it("never goes to who stopped such mails, took their consent back, has no address or is gone", async () => {
    await postgres().stuckNote.deleteMany();
    await detect();
    const caseId = await caseOf(ada);
    await recordRefusal(postgres(), "vis_ada");
    expect(await sendNote(postgres(), { caseId, sentById: null }, refusedOf)).toBe("refused");
    await postgres().trackingRefusal.deleteMany();
    const subject = readStopToken(makeStopToken({ kind: "stuck", to: "ada@stuck.example", personId: ada }));
    if (subject) await stopMail(postgres(), subject);
    expect(await sendNote(postgres(), { caseId, sentById: null }, refusedOf)).toBe("stopped");
    // Nothing of a refused note stays, so that they can be written to if they change their mind.
    expect(await postgres().stuckNote.count()).toBe(0);
    await signedUp(ada, 3.5);
    expect(await sendNote(postgres(), { caseId, sentById: null }, refusedOf)).toBe("no_address");
    await postgres().person.update({ where: { id: ada }, data: { deletedAt: new Date(nowMs()) } });
    expect(await sendNote(postgres(), { caseId, sentById: null }, refusedOf)).toBe("not_found");
    await detect();
    expect((await listStuck(postgres(), { cause: "no_call" })).data).toEqual([]);
  });
});

describe("steps to prove", () => {
  it("are read from a page's source, examples in code left out", () => {
    const source = [
      '<Step title="Rates" verify="POST /rates 200">x</Step>',
      "```mdx",
      '<Step title="Example" verify="GET /a 200">',
      "```",
      '<Step verify={"POST /shipments/{id}/labels 2xx"}>',
      '<Step title="Read on">',
      '<Step title="Wrong" verify="somehow">',
    ].join("\n");
    const call = { kind: "call", environment: null };
    expect(readVerifySteps(source)).toEqual([
      { title: "Rates", verify: { ...call, method: "POST", route: "/rates", status: 200 } },
      { title: "Step 2", verify: { ...call, method: "POST", route: "/shipments/{id}/labels", status: 2 } },
      { title: "Read on", verify: null },
      { title: "Wrong", verify: null },
    ]);
  });
});
