import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { shiftClock } from "@/lib/base/clock";
import { env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { append, event } from "@/lib/reports/testing/ledger";
import { formatFigure } from "./internal/format-figure";
import { nextRun } from "./internal/next-run";
import { periodOf } from "./internal/report-figures";
import { listDigestRuns, listDigests } from "./list-digests";
import { runDigests, testDigest } from "./run-digests";
import { saveDigest } from "./save-digest";
import type { DigestInput } from "./schema";
import { deleteDigest, switchDigest } from "./switch-digest";

const stores = useStores();
const at = (time: string) => shiftClock(Date.parse(time) - Date.now());
afterEach(() => shiftClock(0));

describe("the next time", () => {
  const daily = { frequency: "daily" as const, weekday: 1, hour: 8, timeZone: "Europe/Berlin" };
  const next = (schedule: Parameters<typeof nextRun>[0], after: string) =>
    nextRun(schedule, Date.parse(after)).toISOString();

  it("is the hour that clocks there show, summer and winter", () => {
    expect(next(daily, "2026-11-16T06:59:59Z")).toBe("2026-11-16T07:00:00.000Z");
    expect(next(daily, "2026-11-16T07:00:00Z")).toBe("2026-11-17T07:00:00.000Z");
    expect(next(daily, "2026-07-16T06:30:00Z")).toBe("2026-07-17T06:00:00.000Z");
    // The clocks go back on 25 October 2026.
    expect(next(daily, "2026-10-24T12:00:00Z")).toBe("2026-10-25T07:00:00.000Z");
  });

  it("is an hour later where the change of time leaves that hour out, and once where it comes twice", () => {
    const two = { ...daily, hour: 2 };
    expect(next(two, "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next(two, "2026-03-29T01:00:00Z")).toBe("2026-03-30T00:00:00.000Z");
    const first = nextRun(two, Date.parse("2026-10-24T12:00:00Z")).getTime();
    expect(nextRun(two, first).toISOString()).toBe("2026-10-26T01:00:00.000Z");
  });

  it("is the weekday there, which may be another one in UTC", () => {
    const monday = { frequency: "weekly" as const, weekday: 1, hour: 6, timeZone: "Asia/Tokyo" };
    expect(next(monday, "2026-11-14T00:00:00Z")).toBe("2026-11-15T21:00:00.000Z");
    expect(next(monday, "2026-11-15T21:00:00Z")).toBe("2026-11-22T21:00:00.000Z");
  });
});

describe("what a digest says", () => {
  it("tells of whole days in UTC", () => {
    const ms = Date.parse("2026-11-16T08:00:00Z");
    expect(periodOf("daily", ms)).toEqual({ from: "2026-11-15", to: "2026-11-15" });
    expect(periodOf("weekly", ms)).toEqual({ from: "2026-11-09", to: "2026-11-15" });
  });

  it.each([
    [{ unit: "count", now: 3, before: 2 }, "3 (+50%)"],
    [{ unit: "count", now: 1, before: 4 }, "1 (−75%)"],
    [{ unit: "count", now: 5, before: 0 }, "5 (0 before)"],
    [{ unit: "count", now: 0, before: 0 }, "0 (unchanged)"],
    [{ unit: "share", now: 0.5, before: 0.45 }, "50% (+5 points)"],
    [{ unit: "ms", now: 120_000, before: null }, "2 min (none before)"],
    [{ unit: "money", now: null, before: 12.5 }, "– (€12.50 before)"],
  ] as const)("writes %o as %s", (figure, text) => expect(formatFigure({ label: "x", ...figure })).toBe(text));
});

describe("sending", () => {
  let ada: string;
  let ben: string;
  const slack: string[] = [];
  let slackAnswer: { reason: string; final: boolean } | null = null;
  const post = async (text: string) => {
    slack.push(text);
    return slackAnswer;
  };
  const run = () => runDigests(postgres(), post);
  const input: DigestInput = {
    ...{ name: "The week", report: "journey", address: "entity=person&from=2020-01-01&to=2020-01-31" },
    ...{ frequency: "weekly", weekday: 1, hour: 8, timeZone: "Europe/Berlin" },
    ...{ recipients: ["Ada@Staff.example", "ben@staff.example"], slack: false },
  };
  /** Where only its way is looked at, and not what it says: asks the ledger less. */
  const light = { report: "referrals", address: "" } as const;
  const save = async (more: Partial<DigestInput> = {}) => {
    const outcome = await saveDigest(postgres(), { ...input, ...more }, { actorId: ada });
    if (outcome.kind !== "saved") throw new Error(JSON.stringify(outcome));
    return outcome.digestId;
  };
  const mails = () =>
    postgres().mail.findMany({ where: { kind: "digest" }, orderBy: [{ createdAt: "asc" }, { recipient: "asc" }] });
  const staff = async (email: string) => {
    const { personId } = await signUp({ verifiedEmails: [email] });
    await postgres().person.update({ where: { id: personId }, data: { staffRole: "viewer", email } });
    return personId;
  };

  beforeAll(async () => {
    setEnv({
      ...{
        NEXTAUTH_SECRET: env().NEXTAUTH_SECRET,
        LOG_LEVEL: "silent",
        SLACK_WEBHOOK_URL: "https://hooks.slack.example/x",
      },
      ...{ DATABASE_URL: stores.databaseUrl, CLICKHOUSE_URL: stores.clickhouseUrl },
    });
    [ada, ben] = [await staff("ada@staff.example"), await staff("ben@staff.example")];
    const joined = (time: string, person: string) => event(time, "signed_up", { person, company: `com_${person}` });
    await append([
      joined("2026-11-03 10:00:00.000", "per_1"),
      joined("2026-11-08 10:00:00.000", "per_2"),
      joined("2026-11-09 00:00:00.000", "per_3"),
      joined("2026-11-12 10:00:00.000", "per_4"),
      joined("2026-11-15 23:59:59.000", "per_5"),
      joined("2026-11-16 00:00:00.000", "per_6"),
    ]);
  });
  beforeEach(async () => {
    at("2026-11-14T12:00:00Z");
    Object.assign(slack, { length: 0 });
    slackAnswer = null;
    await postgres().mail.deleteMany();
    await postgres().digest.deleteMany();
  });

  it("takes staff as recipients and nobody else, and only what the report can be asked", async () => {
    const outcome = await saveDigest(
      postgres(),
      { ...input, recipients: ["ada@staff.example", "stranger@x.example"], timeZone: "Mars/Olympus", hour: 24 },
      { actorId: ada },
    );
    expect(outcome).toMatchObject({ kind: "invalid", errors: [{ pointer: "/hour" }, { pointer: "/timeZone" }] });
    const stranger = await saveDigest(
      postgres(),
      { ...input, recipients: ["stranger@x.example"], address: "entity=nobody" },
      { actorId: ada },
    );
    expect(stranger).toMatchObject({ kind: "invalid", errors: [{ pointer: "/recipients" }, { pointer: "/address" }] });
    expect(await postgres().digest.count()).toBe(0);
    await save();
    expect((await listDigests(postgres()))[0]).toMatchObject({
      address: "entity=person",
      recipients: ["ada@staff.example", "ben@staff.example"],
      nextRunAt: new Date("2026-11-16T07:00:00Z"),
    });
  });

  it("mails the main figures with their change when its time has come, once", async () => {
    const digestId = await save();
    expect(await run()).toEqual({ sent: 0, refused: 0, failed: 0 });
    at("2026-11-16T07:00:30Z");
    const both = await Promise.all([run(), run()]);
    expect(both[0].sent + both[1].sent).toBe(1);
    const [first, second] = await mails();
    expect([first?.recipient, second?.recipient]).toEqual(["ada@staff.example", "ben@staff.example"]);
    expect(first?.subject).toBe("The week: 2026-11-09 to 2026-11-15");
    // Three joined in the week, two in the one before.
    expect(first?.text).toMatch(/^Join +3 \(\+50%\)$/m);
    expect(first?.text).toContain("/staff/journey?entity=person&from=2026-11-09&to=2026-11-15");
    expect(first?.text).toContain("Stop these mails: ");
    expect(await run()).toMatchObject({ sent: 0 });
    expect(await listDigestRuns(postgres(), digestId)).toMatchObject([
      { state: "sent", mails: 2, test: false, slackState: null },
    ]);
  });

  it("sends what was missed while the portal was down once, of the latest days", async () => {
    await save({ ...light, frequency: "daily" });
    at("2026-11-19T20:00:00Z");
    expect(await run()).toMatchObject({ sent: 1 });
    expect((await mails()).map(({ subject }) => subject)).toEqual(["The week: 2026-11-18", "The week: 2026-11-18"]);
    expect((await listDigests(postgres()))[0]?.nextRunAt).toEqual(new Date("2026-11-20T07:00:00Z"));
  });

  it("asks again at each sending who is staff: of the readers, and of who made it", async () => {
    const digestId = await save(light);
    const role = (personId: string, staffRole: "viewer" | null) =>
      postgres().person.update({ where: { id: personId }, data: { staffRole } });
    await role(ben, null);
    at("2026-11-16T08:00:00Z");
    await run();
    expect((await mails()).map(({ recipient }) => recipient)).toEqual(["ada@staff.example"]);
    await role(ada, null);
    at("2026-11-23T08:00:00Z");
    expect(await run()).toMatchObject({ refused: 1 });
    expect((await listDigests(postgres(), digestId))[0]).toMatchObject({ enabled: false });
    await Promise.all([role(ada, "viewer"), role(ben, "viewer")]);
    await switchDigest(postgres(), { digestId, enabled: true, actorId: ada });
    at("2026-11-30T08:00:00Z");
    expect(await run()).toMatchObject({ sent: 1 });
    expect((await listDigestRuns(postgres(), digestId)).map(({ state }) => state)).toEqual(["sent", "refused", "sent"]);
    await deleteDigest(postgres(), { digestId, actorId: ada });
    expect(await postgres().digestRun.count({ where: { digestId } })).toBe(0);
  });

  it("posts to Slack until it is taken, and keeps words in their place", async () => {
    const digestId = await save({ name: "<b> & co", recipients: [], slack: true });
    at("2026-11-16T08:00:00Z");
    slackAnswer = { reason: "Slack answered 503", final: false };
    await run();
    await run();
    expect((await listDigestRuns(postgres(), digestId))[0]).toMatchObject({ slackState: "waiting", slackTries: 2 });
    slackAnswer = null;
    await run();
    await run();
    expect(slack).toHaveLength(3);
    expect(slack[0]).toContain("*&lt;b&gt; &amp; co* · Journey, 2026-11-09 to 2026-11-15 (UTC)\n");
    expect(slack[0]).toContain("• Join: *3 (+50%)*");
    expect((await listDigestRuns(postgres(), digestId))[0]).toMatchObject({ slackState: "sent", error: null });
    expect(await mails()).toEqual([]);
  });

  it("can be tried on oneself", async () => {
    const digestId = await save({ ...light, slack: true });
    at("2026-11-16T06:00:00Z");
    expect(await testDigest(postgres(), { digestId, personId: ben })).toBe(true);
    expect((await mails()).map(({ recipient }) => recipient)).toEqual(["ben@staff.example"]);
    expect(await listDigestRuns(postgres(), digestId)).toMatchObject([{ test: true, mails: 1 }]);
    expect(await run()).toEqual({ sent: 0, refused: 0, failed: 0 });
    expect(slack).toEqual([]);
    const { personId: stranger } = await signUp({ verifiedEmails: ["x@stranger.example"] });
    expect(await testDigest(postgres(), { digestId, personId: stranger })).toBe(false);
  });
});
