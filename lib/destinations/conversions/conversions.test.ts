import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { dayMs, hourMs, minuteMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { feedFacts } from "@/lib/privacy/feed-facts";
import { append, call, emptyLedger, event, reloadLinks, visit } from "@/lib/reports/testing/ledger";
import { createDestination } from "../create-destination";
import { DeliveryEngine } from "../deliver-due";
import { forgetPerson } from "../forget-person";
import { noFacts } from "../internal/map-event";
import type { AdKind } from "../schema";
import {
  googleStandIn,
  linkedinStandIn,
  metaStandIn,
  microsoftStandIn,
  type StandIn,
  serviceAccountFile,
} from "../testing/ad-platforms";
import { openReceiver, type Receiver } from "../testing/receiver";
import { countConversions } from "./count-conversions";
import { dryRunConversions } from "./dry-run-conversions";
import { exportConversions, fileCell } from "./export-conversions";
import type { FeedFacts } from "./feed-facts";
import { findConversions } from "./find-conversions";
import type { feedSchema } from "./schema";

useStores();

// Noon of a day, so that days of values can be counted by hand.
const today = Math.floor(Date.now() / dayMs) * dayMs + 12 * hourMs;
const at = (days: number, hours = 0) => new Date(today + days * dayMs + hours * hourMs).toISOString();
const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const id = (who: string, stage: string) => `cnv_${sha(`${who} ${stage}`).slice(0, 32)}`;

const people: Record<string, { mail?: string; company?: string }> = {
  per_ada: { mail: " Ada.L+ads@Gmail.com ", company: "com_mill" },
  per_ben: { mail: "ben@mill.example", company: "com_mill" },
  per_cleo: { mail: "cleo@example.com" },
  per_dan: { mail: "dan@example.com" },
  per_eve: {},
};
const adaClick = "Cj0KCQiA-ada_1";
const meta = "IwAR0-ada_meta";
const benOnLinkedin = "df5f5a52-8f5e-4a6f-9e5b-1c3f5d7e9a1b";
const benOnBing = "f894f652ea334e739002f7167ab8f8e3";

/** The ledger that every test begins with; one that writes more says so, and the next one gets it anew. */
let dirty = true;
async function fillLedger() {
  await emptyLedger();
  await append([
    visit(at(-5), "vis_ada", "paid-search", { click_id_kind: "gclid", click_id: "Cj0KCQiA-older" }),
    visit(at(-4), "vis_ada", "paid-search", { click_id_kind: "gclid", click_id: adaClick }),
    visit(at(-4, 1), "vis_ada", "paid-social", { click_id_kind: "fbclid", click_id: meta }),
    event(at(-3), "signed_up", { visitor: "vis_ada", person: "per_ada", company: "com_mill" }),
    // After the sign-up, so it is nobody's reason for it.
    visit(at(-2), "vis_ada", "paid-search", { click_id_kind: "gbraid", click_id: "0AAAAA_later_1" }),
    visit(at(-4), "vis_ben", "paid-social", { click_id_kind: "li_fat_id", click_id: benOnLinkedin }),
    visit(at(-4, 1), "vis_ben", "paid-search", { click_id_kind: "msclkid", click_id: benOnBing }),
    visit(at(-3), "vis_ben", "invite"),
    event(at(-2), "signed_up", { visitor: "vis_ben", person: "per_ben", company: "com_mill" }),
    call(at(-2, 3), "live", { person: "per_ben", company: "com_mill" }, { valuable: true }),
    visit(at(-2), "day_cleo", "paid-search", { click_id_kind: "gclid", click_id: "Cj0KCQiA_cleo" }),
    event(at(-2), "signed_up", { visitor: "day_cleo", person: "per_cleo" }),
    visit(at(-2), "vis_eve", "paid-search", { click_id_kind: "gclid", click_id: '=cmd|"/c calc"!A1' }),
    event(at(-2), "signed_up", { visitor: "vis_eve", person: "per_eve" }),
  ]);
  await reloadLinks();
}
async function addRows(rows: Parameters<typeof append>[0]) {
  dirty = true;
  await append(rows);
  await reloadLinks();
}

beforeAll(async () => {
  const db = postgres();
  await db.company.create({ data: { id: "com_mill", name: "Mill", slug: "mill", kind: "organisation" } });
  for (const [personId, { mail, company }] of Object.entries(people)) {
    await db.person.create({ data: { id: personId, name: personId, email: mail ?? null, companyId: company ?? null } });
  }
});

beforeEach(async () => {
  const db = postgres();
  shiftClock(today - Date.now());
  await Promise.all([
    db.delivery.deleteMany(),
    db.destination.deleteMany(),
    db.destinationState.deleteMany(),
    db.conversion.deleteMany(),
    db.feedState.deleteMany(),
    db.trackingRefusal.deleteMany(),
    db.identityLink.deleteMany(),
  ]);
  if (dirty) await fillLedger();
  dirty = false;
});

const opened: Receiver[] = [];
const engines: AbortController[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) engine.abort();
  await Promise.all(opened.splice(0).map((receiver) => receiver.close()));
});
afterAll(() => shiftClock(0));

type FeedInput = z.input<typeof feedSchema>;
const facts = (): FeedFacts => feedFacts(postgres());
const find = () => findConversions(postgres(), facts());

async function connect(kind: AdKind, feed: FeedInput, standIn?: StandIn) {
  const receiver = await openReceiver(standIn?.answer);
  opened.push(receiver);
  const settings: Record<string, string> = {
    ...{ endpoint: receiver.url, customerId: "123-456-7890", serviceAccount: serviceAccountFile(receiver.url) },
    ...{ tagId: "187012345", pixelId: "987654321", testEventCode: "TEST1" },
    accessToken: { google_ads: "", meta_ads: "EAAG-good", linkedin_ads: "AQ-good", microsoft_ads: "uet-good" }[kind],
  };
  const input = {
    name: kind,
    settings,
    filter: { events: ["*"] },
    mapping: {},
    feed: { backDays: 90, ...feed },
  };
  const outcome = await createDestination(postgres(), kind, input, "per_admin");
  if (outcome.kind !== "saved") throw new Error(JSON.stringify(outcome));
  return { destinationId: outcome.destinationId, receiver };
}

/** What the worker does: looks at everything that is due once. `refused`: as told at delivery. */
async function deliver(refused: string[] = [], gone: string[] = []) {
  const stopping = new AbortController();
  engines.push(stopping);
  const contacts = await facts().listContacts(Object.keys(people));
  const names = new Map([...contacts].filter(([person]) => !gone.includes(person))) as unknown as typeof noFacts.names;
  const faults: unknown[] = [];
  const engine = new DeliveryEngine({
    db: postgres(),
    gatherFacts: async () => ({ ...noFacts, names, refused: new Set(refused) }),
    signal: stopping.signal,
    onFault: (fault) => faults.push(fault),
  });
  await engine.tick();
  await engine.settled();
  expect(faults).toEqual([]);
}

const outbox = async (destinationId: string) =>
  (await postgres().delivery.findMany({ where: { destinationId }, orderBy: { seq: "asc" } })).map((row) => ({
    eventId: row.eventId,
    state: row.state,
    error: row.error,
    properties: JSON.parse((row.event as { properties: string }).properties) as Record<string, unknown>,
  }));
const verdicts = async (destinationId: string) =>
  Object.fromEntries(
    (await postgres().conversion.findMany({ where: { destinationId } })).map((row) => [
      `${row.who} ${row.stage}`,
      row.reason ?? (row.state === "waiting" ? "waiting" : row.matchedBy),
    ]),
  );

const signUp = { stage: "signed_up" as const, action: "111" };

describe("which conversions go", () => {
  it("the latest click before it, each once; the others say why not", async () => {
    const { destinationId } = await connect("google_ads", { rules: [signUp] });
    expect(await find()).toBe(1);
    expect(await verdicts(destinationId)).toEqual({
      "per_ada signed_up": "gclid",
      "per_ben signed_up": "no_click",
      // GPC, DNT or no consent: her browser has a name for the day only.
      "per_cleo signed_up": "no_click",
      "per_eve signed_up": "bad_click_id",
    });
    const rows = await outbox(destinationId);
    expect(rows).toMatchObject([
      {
        eventId: id("per_ada", "signed_up"),
        properties: { action: "111", clickIdKind: "gclid", clickId: adaClick, clickedMs: today - 4 * dayMs, value: "" },
      },
    ]);
    // Again, and after a crash that lost the cursors: nothing is put up twice.
    expect(await find()).toBe(0);
    await postgres().feedState.deleteMany();
    await postgres().delivery.deleteMany();
    expect(await find()).toBe(0);
    expect(await outbox(destinationId)).toEqual([]);
  });

  it("by company the click of a colleague counts, and with it whose it is", async () => {
    const rules = [{ stage: "first_live_call" as const, action: "222" }];
    const byPerson = await connect("google_ads", { rules });
    const byCompany = await connect("google_ads", { rules, entity: "company" });
    expect(await find()).toBe(1);
    expect(await verdicts(byPerson.destinationId)).toEqual({ "per_ben first_live_call": "no_click" });
    expect(await verdicts(byCompany.destinationId)).toEqual({ "com_mill first_live_call": "gbraid" });
    const [row] = await postgres().conversion.findMany({ where: { destinationId: byCompany.destinationId } });
    expect(row?.personId).toBe("per_ada");
  });

  it("the look-back and the platform's own window end it", async () => {
    const short = await connect("google_ads", { rules: [signUp], lookbackDays: 1, email: false });
    const soon = await connect("meta_ads", { rules: [{ ...signUp, action: "CompleteRegistration" }] });
    shiftClock(today + 5 * dayMs - Date.now());
    await find();
    // The click was one day before to the hour: within.
    expect((await verdicts(short.destinationId))["per_ada signed_up"]).toBe("gclid");
    expect((await verdicts(soon.destinationId))["per_ada signed_up"]).toBe("too_old");
    await addRows([
      visit(at(-1, -2), "vis_dan", "paid-search", { click_id_kind: "gclid", click_id: "Cj0KCQiA_dan" }),
      event(at(0, -1), "signed_up", { visitor: "vis_dan", person: "per_dan" }),
    ]);
    shiftClock(today + 5 * dayMs + hourMs + minuteMs - Date.now());
    await find();
    expect((await verdicts(short.destinationId))["per_dan signed_up"]).toBe("click_too_old");
  });

  it("a visitor who turns out to be somebody later brings the click with them", async () => {
    const { destinationId } = await connect("google_ads", { rules: [signUp] });
    await find();
    await addRows([
      visit(at(-4), "vis_ben_phone", "paid-search", { click_id_kind: "wbraid", click_id: "CkAKCQ_ben_1" }),
    ]);
    await addRows([
      event(at(0, -1), "signed_in", { visitor: "vis_ben_phone", person: "per_ben", company: "com_mill" }),
    ]);
    // Not before the hourly round.
    expect(await find()).toBe(0);
    shiftClock(today + hourMs + minuteMs - Date.now());
    expect(await find()).toBe(1);
    expect((await verdicts(destinationId))["per_ben signed_up"]).toBe("wbraid");
    // An event that arrives late, too.
    await addRows([
      visit(at(-4), "vis_dan", "paid-search", { click_id_kind: "gclid", click_id: "Cj0KCQiA_dan" }),
      event(at(-4, 1), "signed_up", { visitor: "vis_dan", person: "per_dan" }),
    ]);
    shiftClock(today + 2 * hourMs + 2 * minuteMs - Date.now());
    expect(await find()).toBe(1);
  });

  it("an e-mail address alone only where it is switched on, consented, and its browser may be recognised", async () => {
    const rules = [{ ...signUp, action: "5" }];
    await expect(connect("linkedin_ads", { rules, email: true })).rejects.toThrow("Only with consent");
    const { destinationId } = await connect("linkedin_ads", { rules, email: true, consented: true });
    await find();
    expect(await verdicts(destinationId)).toEqual({
      "per_ada signed_up": "email",
      "per_ben signed_up": "li_fat_id",
      "per_cleo signed_up": "no_consent",
      "per_eve signed_up": "no_email",
    });
    // Neither address nor hash is kept.
    const kept = JSON.stringify([await outbox(destinationId), await postgres().conversion.findMany()]);
    expect(kept).not.toMatch(/mill\.example|gmail/i);
    expect(kept).not.toContain(sha("ben@mill.example"));
  });

  it("a refusal in one browser, a deleted account and what nobody knows stop it, also between put up and sent", async () => {
    const db = postgres();
    const link = { kind: "visitor_person" as const, subject: "vis_ada", personId: "per_ada", eventId: "evt_1" };
    await db.identityLink.create({
      data: { id: "lnk_1", ...link, reason: "signed_up", occurredAt: new Date(at(-3)) } as never,
    });
    const standIn = googleStandIn();
    const { destinationId } = await connect("google_ads", { rules: [signUp] }, standIn);
    expect(await find()).toBe(1);
    await deliver(["per_ada"]);
    expect(standIn.taken.size).toBe(0);
    expect(await outbox(destinationId)).toMatchObject([
      { state: "dead", error: expect.stringMatching(/^Not sent: consent was taken back/) },
    ]);
    await db.delivery.updateMany({ data: { state: "waiting" } });
    await deliver([], ["per_ada"]);
    expect(await outbox(destinationId)).toMatchObject([
      { state: "dead", error: expect.stringContaining("account is deleted") },
    ]);
    expect(standIn.taken.size).toBe(0);
    // Refused before it was found.
    await db.trackingRefusal.create({ data: { visitorId: "vis_ada" } });
    const other = await connect("google_ads", { rules: [signUp] });
    await find();
    expect((await verdicts(other.destinationId))["per_ada signed_up"]).toBe("refused");
    await forgetPerson(db, "per_ada", []);
    expect(await outbox(destinationId)).toEqual([]);
    expect(await db.conversion.count({ where: { personId: "per_ada" } })).toBe(0);
  });
});

describe("what it is worth", () => {
  it("is fixed, or so much for each valuable call of its first days, sent when they are over", async () => {
    const rules = [
      { ...signUp, value: "fixed" as const, amount: "25.00" },
      { stage: "first_live_call" as const, action: "222", value: "valuable_calls" as const, amount: "1.5", days: 3 },
    ];
    const { destinationId } = await connect("google_ads", { rules, entity: "company" });
    await addRows([
      call(at(-1), "live", { person: "per_ben", company: "com_mill" }, { valuable: true }),
      call(at(0, -1), "live", { person: "per_ben", company: "com_mill" }, { valuable: false }),
      // The fourth day.
      call(at(1), "live", { person: "per_ben", company: "com_mill" }, { valuable: true }),
    ]);
    await find();
    expect((await verdicts(destinationId))["com_mill first_live_call"]).toBe("waiting");
    expect(await outbox(destinationId)).toMatchObject([{ properties: { value: "25.00", currency: portal.currency } }]);
    shiftClock(today + dayMs - Date.now());
    expect(await find()).toBe(1);
    // Two valuable calls at 1.50.
    expect((await outbox(destinationId))[1]).toMatchObject({ properties: { value: "3.00" } });
  });

  it("is the metered amount of a company's first days", async () => {
    const rules = [{ stage: "first_live_call" as const, action: "222", value: "metered" as const, days: 2 }];
    await expect(connect("google_ads", { rules })).rejects.toThrow("count companies");
    await expect(
      connect("meta_ads", {
        rules: [{ stage: "first_live_call", value: "metered", action: "Purchase", days: 7 }],
        entity: "company",
      }),
    ).rejects.toThrow("count fewer");
    const { destinationId } = await connect("google_ads", { rules, entity: "company" });
    const day = (days: number) => at(days).slice(0, 10);
    const listMeteredAmounts = async () => [
      { companyId: "com_mill", day: day(-3), amount: "9.00" },
      { companyId: "com_mill", day: day(-2), amount: "1.10" },
      { companyId: "com_mill", day: day(-1), amount: "0.25" },
      { companyId: "com_mill", day: day(0), amount: "7.00" },
      { companyId: "com_other", day: day(-1), amount: "5.00" },
    ];
    await findConversions(postgres(), { ...facts(), listMeteredAmounts });
    expect(await outbox(destinationId)).toMatchObject([{ properties: { value: "1.35" } }]);
  });
});

describe("to the platforms", () => {
  const all = { email: true, consented: true };
  const worth = { value: "fixed" as const, amount: "25" };

  it("Google: a signed token, a destination for each action, consent, hashes; an ended token is renewed", async () => {
    const standIn = googleStandIn();
    const { destinationId, receiver } = await connect(
      "google_ads",
      { ...all, rules: [{ ...signUp, ...worth }] },
      standIn,
    );
    expect(await find()).toBe(2);
    await deliver();
    const consent = { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" };
    const common = {
      destinationReferences: ["action-111"],
      eventSource: "WEB",
      consent,
      conversionValue: 25,
      currency: portal.currency,
    };
    expect(standIn.taken.get(id("per_ada", "signed_up"))).toEqual([
      {
        ...common,
        transactionId: id("per_ada", "signed_up"),
        eventTimestamp: at(-3),
        adIdentifiers: { gclid: adaClick },
        // Gmail: without dots and without what follows the plus sign.
        userData: { userIdentifiers: [{ emailAddress: sha("adal@gmail.com") }] },
      },
    ]);
    expect(standIn.taken.get(id("per_ben", "signed_up"))).toMatchObject([
      { userData: { userIdentifiers: [{ emailAddress: sha("ben@mill.example") }] } },
    ]);
    const request = receiver.requests.find(({ path }) => path === "/v1/events:ingest")?.json;
    expect(request).toMatchObject({
      destinations: [
        {
          reference: "action-111",
          operatingAccount: { accountType: "GOOGLE_ADS", accountId: "1234567890" },
          productDestinationId: "111",
        },
      ],
      encoding: "HEX",
      validateOnly: false,
    });
    standIn.expire();
    await postgres().delivery.updateMany({ data: { state: "waiting" } });
    await deliver();
    expect(standIn.tokensGiven).toBe(2);
    // The same ids: the platform counts them once.
    expect([...standIn.taken.values()].map((sent) => sent.length)).toEqual([2, 2]);
    expect(await countConversions(postgres(), destinationId)).toContainEqual({
      stage: "signed_up",
      state: "sent",
      reason: null,
      matchedBy: "gclid",
      count: 1,
    });
  });

  it("Google: a bad event dies alone, a wrong destination is the account's and waits, Retry-After is obeyed", async () => {
    const standIn = googleStandIn();
    const { destinationId } = await connect("google_ads", { ...all, rules: [signUp] }, standIn);
    await find();
    const details = (field: string, reason: string) => ({
      status: 400,
      body: { error: { status: "INVALID_ARGUMENT", details: [{ fieldViolations: [{ field, reason }] }] } },
    });
    // The pair is refused, then the first half; the second is taken.
    standIn.next = [details("events[0]", "EVENT_TIME_INVALID"), details("events[0]", "EVENT_TIME_INVALID")];
    await deliver();
    expect((await outbox(destinationId)).map(({ state, error }) => [state, error])).toEqual([
      ["dead", "Google refused it: EVENT_TIME_INVALID"],
      ["delivered", null],
    ]);
    expect(await countConversions(postgres(), destinationId)).toContainEqual(
      expect.objectContaining({ state: "failed", count: 1 }),
    );
    await postgres().delivery.updateMany({ data: { state: "waiting", error: null } });
    standIn.next = [details("destinations[0]", "INVALID_DESTINATION")];
    await deliver();
    expect((await outbox(destinationId)).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    await postgres().delivery.updateMany({ data: { nextAttemptAt: new Date(0) } });
    standIn.next = [{ status: 429, headers: { "retry-after": "120" }, body: {} }];
    await deliver();
    const state = await postgres().destinationState.findUnique({ where: { destinationId } });
    expect(state?.restingUntil?.getTime()).toBeGreaterThanOrEqual(today + 119_000);
  });

  it("Meta: fbc of the click, system_generated, a token's end is told as such and nothing is lost", async () => {
    const standIn = metaStandIn();
    const rules = [{ ...signUp, action: "CompleteRegistration", ...worth }];
    const { destinationId, receiver } = await connect("meta_ads", { ...all, rules }, standIn);
    await find();
    await deliver();
    expect(standIn.taken.get(id("per_ada", "signed_up"))).toEqual([
      {
        event_name: "CompleteRegistration",
        event_time: (today - 3 * dayMs) / 1_000,
        event_id: id("per_ada", "signed_up"),
        action_source: "system_generated",
        user_data: { em: [sha("ada.l+ads@gmail.com")], fbc: `fb.1.${today - 4 * dayMs + hourMs}.${meta}` },
        custom_data: { value: 25, currency: portal.currency, order_id: id("per_ada", "signed_up") },
      },
    ]);
    expect(receiver.requests[0]?.path).not.toContain("EAAG");
    await postgres().delivery.updateMany({ data: { state: "waiting" } });
    standIn.next = [
      { status: 400, body: { error: { code: 190, error_subcode: 463, message: "EAAG-good has expired" } } },
    ];
    await deliver();
    const [row] = await outbox(destinationId);
    expect(row).toMatchObject({
      state: "waiting",
      error: "Meta does not accept the access token (error 190/463): enter a new one",
    });
  });

  it("LinkedIn: a batch with its headers; each element has its own outcome", async () => {
    const standIn = linkedinStandIn();
    const { destinationId } = await connect(
      "linkedin_ads",
      { ...all, rules: [{ ...signUp, action: "5", ...worth }] },
      standIn,
    );
    await find();
    standIn.next = [
      { status: 200, body: { elements: [{ status: 422, error: { code: "TIMESTAMP_TOO_OLD" } }, { status: 201 }] } },
    ];
    await deliver();
    expect((await outbox(destinationId)).map(({ state, error }) => [state, error])).toEqual([
      ["dead", "LinkedIn refused it with 422: TIMESTAMP_TOO_OLD"],
      ["delivered", null],
    ]);
    await postgres().delivery.updateMany({ data: { state: "waiting" } });
    await deliver();
    expect(standIn.taken.get(id("per_ben", "signed_up"))).toEqual([
      {
        conversion: "urn:lla:llaPartnerConversion:5",
        conversionHappenedAt: today - 2 * dayMs,
        conversionValue: { currencyCode: portal.currency, amount: "25" },
        eventId: id("per_ben", "signed_up"),
        user: {
          userIds: [
            { idType: "SHA256_EMAIL", idValue: sha("ben@mill.example") },
            { idType: "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID", idValue: "df5f5a52-8f5e-4a6f-9e5b-1c3f5d7e9a1b" },
          ],
        },
      },
    ]);
  });

  it("Microsoft: what is valid is taken, what is not is named", async () => {
    const standIn = microsoftStandIn();
    const { destinationId } = await connect(
      "microsoft_ads",
      { ...all, rules: [{ ...signUp, action: "sign_up", ...worth }] },
      standIn,
    );
    await find();
    const details = [{ index: 0, propertyName: "em", errorCode: "InvalidValue" }];
    standIn.next = [{ status: 200, body: { eventsReceived: 1, error: { code: "ValidationError", details } } }];
    await deliver();
    expect((await outbox(destinationId)).map(({ state }) => state)).toEqual(["dead", "delivered"]);
    await postgres().delivery.updateMany({ data: { state: "waiting" } });
    await deliver();
    expect(standIn.taken.get(id("per_ben", "signed_up"))).toEqual([
      {
        eventType: "custom",
        eventId: id("per_ben", "signed_up"),
        eventName: "sign_up",
        eventTime: (today - 2 * dayMs) / 1_000,
        adStorageConsent: "G",
        userData: { msclkid: benOnBing, em: sha("ben@mill.example") },
        customData: { value: 25, currency: portal.currency, transactionId: id("per_ben", "signed_up") },
      },
    ]);
    // Microsoft drops dots and what follows a plus sign, whatever the provider.
    expect(standIn.taken.get(id("per_ada", "signed_up"))).toMatchObject([{ userData: { em: sha("adal@gmail.com") } }]);
  });
});

describe("dry run", () => {
  it("shows figures and payloads with short hashes, asks the platform, and leaves nothing behind", async () => {
    const standIn = googleStandIn();
    const { destinationId } = await connect("google_ads", { email: true, consented: true, rules: [signUp] }, standIn);
    const run = await dryRunConversions(postgres(), destinationId, facts());
    expect(run).toMatchObject({ looked: 4, platform: { ok: true, text: "The platform accepts 2 of 2" } });
    expect(run?.counts).toContainEqual({
      stage: "signed_up",
      state: "queued",
      reason: null,
      matchedBy: "gclid",
      count: 1,
    });
    expect(run?.payloads.join()).toContain(`"emailAddress": "${sha("adal@gmail.com").slice(0, 8)}…"`);
    expect(run?.payloads.join()).not.toMatch(/[0-9a-f]{64}|gmail/);
    expect(standIn.validated).toHaveLength(2);
    expect([standIn.taken.size, await postgres().conversion.count(), await postgres().delivery.count()]).toEqual([
      0, 0, 0,
    ]);
  });

  it("Meta gets it as test events; LinkedIn and Microsoft have no such thing", async () => {
    const standIn = metaStandIn();
    const feed = { email: true, consented: true };
    const forMeta = await connect("meta_ads", { ...feed, rules: [{ ...signUp, action: "Lead" }] }, standIn);
    expect((await dryRunConversions(postgres(), forMeta.destinationId, facts()))?.platform?.ok).toBe(true);
    expect([standIn.tests.length, standIn.taken.size]).toEqual([2, 0]);
    const { destinationId } = await connect("linkedin_ads", { ...feed, rules: [{ ...signUp, action: "5" }] });
    expect(await dryRunConversions(postgres(), destinationId, facts())).toMatchObject({ looked: 4, platform: null });
  });
});

describe("files", () => {
  const period = { from: new Date(at(-10)), to: new Date(at(1)) };
  const lines = async (kind: AdKind, feed: Partial<FeedInput>, rule: Partial<FeedInput["rules"][number]>) => {
    const { destinationId } = await connect(kind, { ...feed, rules: [{ ...signUp, ...rule }] });
    const file = await exportConversions(postgres(), destinationId, period, facts());
    return {
      lines: file?.csv.trimEnd().split("\r\n"),
      left: Object.fromEntries(file?.left ?? []),
      name: file?.fileName,
    };
  };
  const ada = id("per_ada", "signed_up");
  const time = new Date(today - 3 * dayMs);

  it("Google's: gclid only, its time zone line and its columns", async () => {
    await addRows([visit(at(-3), "vis_ben", "paid-search", { click_id_kind: "gbraid", click_id: "0AAAAA_ben_1" })]);
    const file = await lines(
      "google_ads",
      { consented: true },
      { fileAction: "Portal sign-up", value: "fixed", amount: "25" },
    );
    expect(file.lines).toEqual([
      "Parameters:TimeZone=+0000",
      "Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency,Order ID,Ad User Data,Ad Personalization",
      `${adaClick},Portal sign-up,${time.toISOString().slice(0, 10)} 12:00:00,25,${portal.currency},${ada},Granted,Granted`,
    ]);
    expect(file.left).toEqual({ file_needs_click: 1, no_click: 1, bad_click_id: 1 });
    expect(file.name).toBe(`google-ads-${at(-10).slice(0, 10)}-${at(1).slice(0, 10)}.csv`);
  });

  it("Meta's, LinkedIn's and Microsoft's", async () => {
    const mail = { email: true, consented: true };
    expect((await lines("meta_ads", {}, { action: "Lead" })).lines).toEqual([
      "event_name,event_time,event_id,value,currency,fbc,em",
      `Lead,${time.getTime() / 1_000},${ada},,,fb.1.${today - 4 * dayMs + hourMs}.${meta},`,
    ]);
    const linkedin = await lines("linkedin_ads", mail, { action: "5" });
    expect(linkedin.lines?.slice(0, 2)).toEqual([
      "email,timestamp,eventtype,amount,currency",
      `${sha("ada.l+ads@gmail.com")},${time.getTime()},SIGN_UP,1,${portal.currency}`,
    ]);
    const day = new Date(today - 2 * dayMs);
    const microsoft = await lines("microsoft_ads", {}, { action: "Sign-up" });
    expect(microsoft.lines?.slice(1)).toEqual([
      "Format Version,,,,,6.0,,,,,,",
      `Offline Conversion,,,,${id("per_ben", "signed_up")},,,Sign-up,${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()} 12:00:00 PM,,f894f652ea334e739002f7167ab8f8e3,`,
    ]);
  });

  it("no cell is a formula, and a click id stays what it is", async () => {
    expect(fileCell("-Abc_1")).toBe("-Abc_1");
    expect(fileCell("-1+cmd|x")).toBe("'-1+cmd|x");
    expect(fileCell("=A1")).toBe("'=A1");
    expect(fileCell("a,b")).toBe('"a,b"');
    await expect(connect("microsoft_ads", { rules: [{ ...signUp, action: "=A1" }] })).rejects.toThrow("must not begin");
  });

  it("need no credentials: then nothing is put up", async () => {
    const settings = { customerId: "1234567890" };
    const feed = { rules: [signUp], backDays: 90 };
    const input = { name: "files", settings, filter: { events: ["*"] }, mapping: {}, feed };
    const outcome = await createDestination(postgres(), "google_ads", input, "per_admin");
    expect(outcome.kind).toBe("saved");
    expect(await find()).toBe(0);
    const { destinationId } = outcome as { destinationId: string };
    expect((await exportConversions(postgres(), destinationId, period, facts()))?.rows).toBe(1);
  });
});
