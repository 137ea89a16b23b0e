import { beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { eraseFromLedger } from "@/lib/events/erase-from-ledger";
import { createAuthSession } from "@/lib/identity/create-auth-session";
import { createInvite } from "@/lib/identity/create-invite";
import { createPersonFromProvider } from "@/lib/identity/create-person-from-provider";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { createKeyInput } from "@/lib/keys/schema";
import { deletePerson } from "./delete-person";
import { erasePending } from "./erase-pending";
import { exportPerson } from "./export-person";

useStores({ postgres: true, clickhouse: true });

let count = 0;
function signUp(name: string, visitorId: string, more: { verifiedEmails?: string[]; inviteToken?: string } = {}) {
  return createPersonFromProvider(postgres(), {
    provider: "github",
    providerAccountId: `${++count}`,
    name,
    image: "https://avatars.example/1.png",
    githubLogin: `${name.toLowerCase().replace(" ", "-")}`,
    organisations: [],
    visitorId,
    verifiedEmails: [],
    ...more,
  });
}

/** An app with a sandbox key of this person's. */
async function buildSomething(personId: string, companyId: string): Promise<string> {
  const app = await createApp(postgres(), { companyId, personId }, { name: "Parcel bot", description: "" });
  const made = await createKey(
    postgres(),
    { appId: app.id, companyId, personId, actor: { kind: "person", id: personId } },
    createKeyInput.parse({ environment: "sandbox", name: "first" }),
    { emailVerified: false, sandboxSucceeded: false, certified: false },
  );
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.key.id;
}

describe("the export of a person", () => {
  let ada: Awaited<ReturnType<typeof signUp>>;
  beforeAll(async () => {
    ada = await signUp("Ada Okafor", "vis_ada", { verifiedEmails: ["ada@analytical.example"] });
    await createAuthSession(postgres(), { personId: ada.personId, token: "adas-token" });
    await buildSomething(ada.personId, ada.companyId);
    const row = (event_id: string, visitor_id: string, person_id: string, name = "page_viewed") => ({
      event_id,
      name,
      occurred_at: `2026-11-20 10:00:0${event_id.length}.000`,
      received_at: "2026-11-20 10:01:00.000",
      visitor_id,
      person_id,
      path: "/docs",
      properties: JSON.stringify({ path: "/docs" }),
    });
    await clickhouse().insert({
      table: "events",
      format: "JSONEachRow",
      values: [
        row("a", "vis_ada", ""),
        row("bb", "vis_ada", ada.personId, "signed_up"),
        row("ccc", "", ada.personId, "app_created"),
        row("dddd", "vis_ada", "per_somebody_else"),
        row("eeeee", "vis_stranger", ""),
      ],
    });
  });

  it("holds profile, company, apps, keys and the events of person and visitor, nobody else's", async () => {
    const data = await exportPerson(postgres(), ada.personId);
    expect(data).toMatchObject({
      profile: { name: "Ada Okafor", email: "ada@analytical.example" },
      memberships: [{ companyName: "Analytical", role: "owner" }],
      accounts: [{ provider: "github" }],
      apps: [{ name: "Parcel bot" }],
      keys: [{ name: "first", createdById: ada.personId }],
      eventsTruncated: false,
    });
    expect(data?.events.map((event) => event.event_id)).toEqual(["a", "bb", "ccc"]);
    expect(data?.events[0]?.properties).toEqual({ path: "/docs" });
    expect(data?.links.map((link) => link.kind)).toEqual(["visitor_person", "person_company"]);
  });

  it("holds what else is kept: calls, what could not be understood, reviews, listings, what was forwarded, what others did about them", async () => {
    const { personId, companyId } = ada;
    const [key] = (await exportPerson(postgres(), personId))?.keys ?? [];
    const of = { appId: key?.appId ?? "", companyId };
    const call = (id: string, person_id: string) => ({
      ...{ source: "gateway", id, person_id, company_id: companyId, key_id: key?.id, environment: "sandbox" },
      ...{ occurred_at: "2026-11-20 11:00:00.000", received_at: "2026-11-20 11:00:00.000", quantity: 1 },
      ...{ method: "GET", route: "/rates", status: 422, metadata: JSON.stringify({ detail: "weight is missing" }) },
    });
    await clickhouse().insert({
      table: "usage_events",
      format: "JSONEachRow",
      values: [call("c1", personId), call("c2", "per_colleague")],
    });
    const aside = (event_id: string, visitor_id: string, payload: object) => ({
      ...{ event_id, visitor_id, name: "typo_made", received_at: "2026-11-20 11:00:00.000", reason: "unknown_event" },
      ...{ source_id: "src_1", errors: "[]", payload: JSON.stringify(payload) },
    });
    await clickhouse().insert({
      table: "quarantine",
      format: "JSONEachRow",
      values: [
        aside("q1", "vis_ada", { typed: "by Ada" }),
        aside("q2", "", { userId: personId }),
        aside("q3", "vis_stranger", { typed: "by somebody else" }),
      ],
    });
    await postgres().review.create({ data: { id: newId("review"), submittedById: personId, note: "please", ...of } });
    await postgres().listing.create({
      data: { id: newId("listing"), createdById: personId, slug: "parcel-bot", name: "Parcel bot", ...of },
    });
    await postgres().savedFunnel.create({
      data: { id: newId("savedFunnel"), ownerId: personId, name: "Ada's", address: "?" },
    });
    const delivery = (eventId: string, orderKey: string) => ({
      ...{ destinationId: "dst_1", eventId, eventName: "page_viewed", orderKey, event: {} },
      ...{ nextAttemptAt: new Date(0), createdAt: new Date(0) },
    });
    await postgres().delivery.createMany({
      data: [delivery("a", "vis_ada"), delivery("bb", personId), delivery("eeeee", "vis_stranger")],
    });
    await postgres().auditEntry.create({
      data: {
        ...{ id: newId("auditEntry"), actorKind: "person", actorId: "per_staff", action: "staff_role.set" },
        ...{ subjectKind: "person", subjectId: personId, after: { role: "devrel" } },
      },
    });
    const data = await exportPerson(postgres(), personId);
    expect(data?.calls).toMatchObject([{ id: "c1", status: 422, metadata: { detail: "weight is missing" } }]);
    expect(data?.notUnderstood.map(({ event_id }) => event_id)).toEqual(["q1", "q2"]);
    expect(data?.reviews).toMatchObject([{ note: "please" }]);
    expect(data?.listings).toMatchObject([{ slug: "parcel-bot" }]);
    expect(data?.savedFunnels).toMatchObject([{ name: "Ada's" }]);
    expect(data?.forwarded.map(({ eventId }) => eventId)).toEqual(["a", "bb"]);
    expect(data?.auditEntries).toContainEqual(expect.objectContaining({ action: "staff_role.set" }));
    expect(data?.companyTerms).toMatchObject([{ companyId }]);
    expect(data).toMatchObject({ callsTruncated: false, notUnderstoodTruncated: false, forwardedTruncated: false });
  });

  it("holds an invite that waits for their address, without its secret", async () => {
    const host = await signUp("Ina Host", "vis_host");
    const invite = { companyId: host.companyId, inviterId: host.personId, role: "developer" as const };
    await createInvite(postgres(), { ...invite, email: "ada@analytical.example" });
    const { invitesReceived } = (await exportPerson(postgres(), ada.personId)) ?? {};
    expect(invitesReceived).toMatchObject([{ companyId: host.companyId, email: "ada@analytical.example" }]);
    expect(invitesReceived?.[0]).not.toHaveProperty("tokenHash");
  });

  it("holds the keys they made also where colleagues made hundreds after them", async () => {
    const { keys } = (await exportPerson(postgres(), ada.personId)) ?? { keys: [] };
    const appId = keys[0]?.appId ?? "";
    const colleagues = Array.from({ length: 150 }, (_, index) => ({
      ...{ id: newId("apiKey"), appId, companyId: ada.companyId, createdById: "per_colleague", name: "theirs" },
      ...{ environment: "sandbox" as const, prefix: "pwy_sbx", start: "pwy_sbx_0000", hash: `colleague ${index}` },
    }));
    await postgres().apiKey.createMany({ data: colleagues });
    expect((await exportPerson(postgres(), ada.personId))?.keys).toEqual(keys);
    expect(keys).toHaveLength(1);
  });

  it("holds no secret and no hash", async () => {
    const { hash } = await postgres().apiKey.findFirstOrThrow();
    const { sessionToken } = await postgres().authSession.findFirstOrThrow();
    await createInvite(postgres(), { companyId: ada.companyId, inviterId: ada.personId, role: "developer" });
    const { tokenHash } = await postgres().invite.findFirstOrThrow();
    const text = JSON.stringify(await exportPerson(postgres(), ada.personId));
    for (const secret of [hash, sessionToken, tokenHash, "adas-token"]) expect(text).not.toContain(secret);
  });

  it("of nobody is nothing", async () => expect(await exportPerson(postgres(), "per_nobody")).toBeNull());
});

describe("deleting an account", () => {
  it("ends keys and certificates with it, and leaves no name anywhere", async () => {
    const grace = await signUp("Grace Lindqvist", "vis_grace");
    const keyId = await buildSomething(grace.personId, grace.companyId);
    await postgres().certification.create({
      data: {
        id: newId("certification"),
        kind: "developer",
        code: "GRACE-1",
        personId: grace.personId,
        companyId: grace.companyId,
        holderName: "Grace Lindqvist",
      },
    });
    expect(await deletePerson(postgres(), grace.personId)).toBe("deleted");
    expect((await listKeys(postgres(), { companyId: grace.companyId })).data).toEqual([]);
    const kept = await postgres().apiKey.findUniqueOrThrow({ where: { id: keyId } });
    expect(kept).toMatchObject({ revokedAt: expect.any(Date), revokeReason: "The account was deleted." });
    expect(await postgres().certification.findUnique({ where: { code: "GRACE-1" } })).toMatchObject({
      holderName: "Deleted account",
      revokedAt: expect.any(Date),
    });
    const everything = JSON.stringify([
      await postgres().person.findMany(),
      await postgres().company.findMany(),
      await postgres().account.findMany(),
      await postgres().certification.findMany(),
      await postgres().eventOutbox.findMany(),
    ]);
    expect(everything).not.toMatch(/grace.lindqvist/i);
    expect(await deletePerson(postgres(), grace.personId)).toBe("not_found");
  });

  it("takes them out of the event ledger: counted as before, named nowhere, with the proof in the audit log", async () => {
    const mary = await signUp("Mary Erased", "vis_mary");
    const { personId: id, companyId } = mary;
    const at = (second: number) => `2026-11-20 10:00:0${second}.000`;
    const row = (event_id: string, name: string, who: object, properties: object, second = 1) => ({
      ...{ event_id, name, occurred_at: at(second), received_at: at(second), audience: "human" },
      ...{ properties: JSON.stringify(properties), ...who },
    });
    const own = { person_id: id, company_id: companyId };
    await clickhouse().insert({
      table: "events",
      format: "JSONEachRow",
      values: [
        row("m1", "search_performed", { visitor_id: "vis_mary" }, { query: 'how do I \\ "quit" mary', results: 3 }),
        row(
          "m2",
          "signed_up",
          { visitor_id: "vis_mary", ...own },
          { provider: "github", company_reason: "personal" },
          2,
        ),
        row("m3", "feedback_given", { ...own }, { path: "/docs", helpful: false, comment: "I am Mary" }, 3),
        row("m4", "visitor_identified", { visitor_id: "crm-77", sent_by: "server", ...own }, {}, 4),
        row("m5", "page_viewed", { person_id: "crm-77" }, { path: "/docs", title: "T" }, 5),
        row(
          "o1",
          "invite_accepted",
          { person_id: "per_other", company_id: companyId },
          { invite_id: "i", inviter_id: id },
          6,
        ),
        row("m7", "visitor_identified", { visitor_id: "vis_mary", ...own }, { traits: { role: "Chief Mary" } }, 7),
        row("o2", "search_performed", { visitor_id: "vis_other" }, { query: "mine", results: 1 }, 7),
        row(
          "m6",
          "visit_started",
          { visitor_id: "vis_mary", visit_id: "vst_m" },
          { channel: "direct", landing_path: "/", click_id: "secret-click" },
        ),
      ],
    });
    const call = {
      occurred_at: at(8),
      received_at: at(8),
      environment: "sandbox",
      status: 200,
      method: "GET",
      route: "/x",
    };
    await clickhouse().insert({
      table: "usage_events",
      format: "JSONEachRow",
      values: [{ source: "s", id: "u1", person_id: id, company_id: companyId, quantity: 1, ...call }],
    });
    await postgres().identityLink.create({
      data: { id: newId("identityLink"), kind: "external_person", subject: "crm-77", personId: id, reason: "identify" },
    });
    const read = async (query: string) => {
      const result = await clickhouse().query({ query, format: "JSONEachRow" });
      return result.json<Record<string, unknown>>();
    };
    const tables = [
      "events",
      "usage_events",
      "milestones",
      "activity_daily",
      "usage_hourly",
      "aliases",
      "company_terms",
      "touches",
    ];
    const counts = async () =>
      Object.fromEntries(
        await Promise.all(
          tables.map(async (table) => [
            table,
            (await read(`SELECT count() AS n FROM ${table} FINAL`.replace(/ (events|usage_events) FINAL/, " $1")))[0]
              ?.n,
          ]),
        ),
      );
    const before = await counts();
    expect((await exportPerson(postgres(), id))?.traits).toMatchObject([{ name: "role", value: "Chief Mary" }]);
    expect(await deletePerson(postgres(), id)).toBe("deleted");
    // Killed half-way the first time: what was noted as done is not done again, the rest is.
    const [erasure] = await postgres().erasure.findMany({ where: { personId: id } });
    expect(erasure).toMatchObject({ done: [], finishedAt: null });
    await postgres().erasure.update({ where: { personId: id }, data: { createdAt: new Date(0) } });
    await eraseFromLedger(
      { personId: id, standIn: erasure?.standIn ?? "", externalIds: ["crm-77"] },
      "copy-milestones",
    );
    // Came to the outbox after the account went: it was under way.
    const late = (eventId: string, orderKey: string) => ({
      ...{ destinationId: "dst_2", eventId, eventName: "docs_read", orderKey, event: { person_id: orderKey } },
      ...{ nextAttemptAt: new Date(0), createdAt: new Date(0) },
    });
    await postgres().delivery.createMany({
      data: [late("l1", id), late("l2", "vis_mary"), late("l3", "crm-77"), late("l4", "per_other")],
    });
    expect(await erasePending(postgres())).toBe(1);
    expect(await erasePending(postgres())).toBe(0);
    const waiting = await postgres().delivery.findMany({ where: { destinationId: "dst_2" } });
    expect(waiting.map(({ eventId }) => eventId)).toEqual(["l4"]);

    const everything = JSON.stringify(
      await Promise.all([...tables, "traits", "recent_events"].map((table) => read(`SELECT * FROM ${table}`))),
    );
    for (const trace of [id, "crm-77", "quit", "I am Mary", "secret-click", "Chief Mary"])
      expect(everything).not.toContain(trace);
    expect(everything).toContain("mine");
    const after = await counts();
    // Only the events that told the id of another system went, with what was made of them.
    expect(after).toMatchObject({
      usage_events: before.usage_events,
      usage_hourly: before.usage_hourly,
      touches: before.touches,
    });
    expect(Number(before.events) - Number(after.events)).toBe(1);
    const stages = await read(
      `SELECT DISTINCT toString(stage) AS stage FROM milestones WHERE person_id IN (SELECT person_id FROM events WHERE event_id = 'm2') ORDER BY stage`,
    );
    expect(stages.map(({ stage }) => stage)).toEqual([
      ...["feedback_given", "first_referral", "first_sandbox_2xx", "first_sandbox_call", "page_viewed", "signed_up"],
      "visitor_identified",
    ]);
    const [mentioned] = await read("SELECT properties FROM events WHERE event_id = 'o1'");
    const [signedUp] = await read("SELECT person_id, company_id FROM events WHERE event_id = 'm2'");
    expect(signedUp?.company_id).toBe(companyId);
    expect(JSON.parse(String(mentioned?.properties)).inviter_id).toBe(signedUp?.person_id);
    expect(await read(`SELECT DISTINCT person_id FROM usage_hourly WHERE company_id = '${companyId}'`)).toEqual([
      { person_id: signedUp?.person_id },
    ]);
    expect(await postgres().erasure.findUnique({ where: { personId: id } })).toMatchObject({
      ...{ standIn: null, visitorIds: [], finishedAt: expect.any(Date), events: 4, calls: 1 },
    });
    expect(await postgres().auditEntry.findFirst({ where: { action: "person.erased", subjectId: id } })).toMatchObject({
      after: { anonymisedEvents: 4, anonymisedCalls: 1, leftEvents: 0, leftCalls: 0 },
    });
    // The browser was somebody's: the next person there starts clean.
    expect((await signUp("Next Person", "vis_mary")).rotated).toBe(true);
  });

  it("leaves the company's keys alone while others are in it, and refuses to leave it without an owner", async () => {
    const owner = await signUp("Olu Owner", "vis_owner");
    const invite = await createInvite(postgres(), {
      companyId: owner.companyId,
      inviterId: owner.personId,
      role: "developer",
    });
    const ben = await signUp("Ben Duarte", "vis_ben", { inviteToken: invite.token });
    await buildSomething(ben.personId, owner.companyId);
    expect(await deletePerson(postgres(), owner.personId)).toBe("last_owner");
    expect(await deletePerson(postgres(), ben.personId)).toBe("deleted");
    expect((await listKeys(postgres(), { companyId: owner.companyId })).data).toHaveLength(1);
  });
});
