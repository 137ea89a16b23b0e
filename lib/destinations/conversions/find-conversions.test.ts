import { describe, expect, it } from "vitest";
import { dayMs, hourMs, minuteMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { call, event, visit } from "@/lib/reports/testing/ledger";
import { forgetPerson } from "../forget-person";
import { googleStandIn } from "../testing/ad-platforms";
import {
  adaClick,
  addRows,
  at,
  connect,
  deliver,
  facts,
  find,
  id,
  outbox,
  sha,
  signUp,
  today,
  useFeedFixtures,
  verdicts,
} from "../testing/feed-fixtures";
import { findConversions } from "./find-conversions";

useStores();
useFeedFixtures();

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
