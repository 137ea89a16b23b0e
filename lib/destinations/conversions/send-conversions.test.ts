import { describe, expect, it } from "vitest";
import { dayMs, hourMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { visit } from "@/lib/reports/testing/ledger";
import { createDestination } from "../create-destination";
import { pruneDeliveries } from "../prune-deliveries";
import type { AdKind } from "../schema";
import { googleStandIn, linkedinStandIn, metaStandIn, microsoftStandIn } from "../testing/ad-platforms";
import {
  adaClick,
  addRows,
  at,
  benOnBing,
  connect,
  deliver,
  type FeedInput,
  facts,
  find,
  id,
  meta,
  outbox,
  sha,
  signUp,
  today,
  useFeedFixtures,
} from "../testing/feed-fixtures";
import { countConversions } from "./count-conversions";
import { dryRunConversions } from "./dry-run-conversions";
import { exportConversions, fileCell } from "./export-conversions";

useStores();
useFeedFixtures();

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
    // Nobody takes it for four days.
    await postgres().conversion.updateMany({ data: { state: "queued" } });
    shiftClock(today + 5 * dayMs - Date.now());
    await pruneDeliveries(postgres());
    expect(await countConversions(postgres(), destinationId)).toContainEqual(
      expect.objectContaining({ state: "failed", matchedBy: "gclid", count: 1 }),
    );
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
