import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { z } from "zod";
import { dayMs, hourMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { feedFacts } from "@/lib/privacy/feed-facts";
import { append, call, emptyLedger, event, reloadLinks, visit } from "@/lib/reports/testing/ledger";
import type { FeedFacts } from "../conversions/feed-facts";
import { findConversions } from "../conversions/find-conversions";
import type { feedSchema } from "../conversions/schema";
import { createDestination } from "../create-destination";
import { DeliveryEngine } from "../deliver-due";
import { noFacts } from "../internal/map-event";
import type { AdKind } from "../schema";
import { type StandIn, serviceAccountFile } from "./ad-platforms";
import { openReceiver, type Receiver } from "./receiver";

// Noon of a day, so that days of values can be counted by hand.
export const today = Math.floor(Date.now() / dayMs) * dayMs + 12 * hourMs;
export const at = (days: number, hours = 0) => new Date(today + days * dayMs + hours * hourMs).toISOString();
export const sha = (text: string) => createHash("sha256").update(text).digest("hex");
export const id = (who: string, stage: string) => `cnv_${sha(`${who} ${stage}`).slice(0, 32)}`;

export const people: Record<string, { mail?: string; company?: string }> = {
  per_ada: { mail: " Ada.L+ads@Gmail.com ", company: "com_mill" },
  per_ben: { mail: "ben@mill.example", company: "com_mill" },
  per_cleo: { mail: "cleo@example.com" },
  per_dan: { mail: "dan@example.com" },
  per_eve: {},
};
export const adaClick = "Cj0KCQiA-ada_1";
export const meta = "IwAR0-ada_meta";
export const benOnLinkedin = "df5f5a52-8f5e-4a6f-9e5b-1c3f5d7e9a1b";
export const benOnBing = "f894f652ea334e739002f7167ab8f8e3";

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
export async function addRows(rows: Parameters<typeof append>[0]) {
  dirty = true;
  await append(rows);
  await reloadLinks();
}

const opened: Receiver[] = [];
const engines: AbortController[] = [];
export type FeedInput = z.input<typeof feedSchema>;
export const facts = (): FeedFacts => feedFacts(postgres());
export const find = () => findConversions(postgres(), facts());

export async function connect(kind: AdKind, feed: FeedInput, standIn?: StandIn) {
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
export async function deliver(refused: string[] = [], gone: string[] = []) {
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

export const outbox = async (destinationId: string) =>
  (await postgres().delivery.findMany({ where: { destinationId }, orderBy: { seq: "asc" } })).map((row) => ({
    eventId: row.eventId,
    state: row.state,
    error: row.error,
    properties: JSON.parse((row.event as { properties: string }).properties) as Record<string, unknown>,
  }));
export const verdicts = async (destinationId: string) =>
  Object.fromEntries(
    (await postgres().conversion.findMany({ where: { destinationId } })).map((row) => [
      `${row.who} ${row.stage}`,
      row.reason ?? (row.state === "waiting" ? "waiting" : row.matchedBy),
    ]),
  );

export const signUp = { stage: "signed_up" as const, action: "111" };

/** Fills the stores before every test and puts everything back after it. Call it after useStores. */
export function useFeedFixtures(): void {
  beforeAll(async () => {
    const db = postgres();
    await db.company.create({ data: { id: "com_mill", name: "Mill", slug: "mill", kind: "organisation" } });
    for (const [personId, { mail, company }] of Object.entries(people)) {
      await db.person.create({
        data: { id: personId, name: personId, email: mail ?? null, companyId: company ?? null },
      });
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
  afterEach(async () => {
    for (const engine of engines.splice(0)) engine.abort();
    await Promise.all(opened.splice(0).map((receiver) => receiver.close()));
  });
  afterAll(() => shiftClock(0));
}
