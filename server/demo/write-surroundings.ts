import { dayMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { createNote } from "@/lib/notes/create-note";
import { listNotes } from "@/lib/notes/list-notes";
import type { CreateNoteInput } from "@/lib/notes/schema";
import { recordSpend } from "@/lib/spend/record-spend";
import { setBudget } from "@/lib/spend/set-budget";
import { origins } from "./world";

const days = 90;
/** What a visitor who was paid for costs at the door, in the portal's currency. */
const pricePerWeight: Record<string, number> = {
  "paid-search": 46,
  "paid-social": 38,
  display: 24,
  affiliates: 18,
  email: 6,
};

/** What campaigns cost, by day, weekends cheaper; the same for the same seed and end. */
export function makeSpend(seed: number, endMs: number) {
  const first = endMs - days * dayMs;
  return origins.flatMap((origin, at) => {
    const price = pricePerWeight[origin.channel];
    if (!price || !origin.campaign || !origin.source) return [];
    const [from, to] = origin.days ?? [0, days];
    const { campaign, source, weight } = origin;
    return Array.from({ length: Math.min(to, days) - from }, (_, offset) => {
      const day = new Date(first + (from + offset) * dayMs);
      const quiet = [0, 6].includes(day.getUTCDay()) ? 0.55 : 1;
      // A wave per campaign: no two look alike, and no generator has to be kept in step.
      const wave = 1 + 0.25 * Math.sin((from + offset) / 5 + at + (seed % 7));
      const cents = Math.round(price * weight * quiet * wave * 100);
      const clicks = Math.round(cents / (90 + (at % 5) * 35));
      return {
        date: day.toISOString().slice(0, 10),
        ...{ source, campaign, amount: (cents / 100).toFixed(2), currency: undefined },
        ...{ clicks, impressions: clicks * (40 + (at % 6) * 12) },
      };
    });
  });
}

/** What a team of the sample would have noted, days before the end. */
export function makeNotes(endMs: number): CreateNoteInput[] {
  const day = (before: number) => new Date(endMs - before * dayMs).toISOString().slice(0, 10);
  const note = (kind: CreateNoteInput["kind"], title: string, from: string, to: string | null, text: string) => ({
    ...{ kind, title, from, to, text, link: "" },
  });
  return [
    note("campaign", "Sample: front page of a news site", day(60), day(54), "Many readers, few sign-ups."),
    note("launch", "Sample: Node SDK 2.4", day(43), null, "Retries by default, and types for webhooks."),
    note("price", "Sample: the first 1,000 calls are free", day(26), null, "For every plan."),
    note(
      "outage",
      "Sample: live API slow",
      `${day(12)}T09:40:00Z`,
      `${day(12)}T11:05:00Z`,
      "A carrier did not answer.",
    ),
    note("launch", "Sample: pickups", day(11), null, "POST /pickups is open to everybody."),
  ];
}

/** Writes both, and budgets for three campaigns. Doing it again changes nothing. */
export async function writeSurroundings(db: Db, seed: number, endMs: number): Promise<void> {
  const rows = makeSpend(seed, endMs);
  await recordSpend(db, { rows, rates: {}, dryRun: false }, { kind: "token", id: "sample" });
  const budgets = [
    ["brand", "2500.00"],
    ["shipping-api", "2000.00"],
    ["retarget-docs", "400.00"],
  ] as const;
  for (const [campaign, amount] of budgets) await setBudget(db, { campaign, amount }, "sample");
  if ((await listNotes(db, {})).some((note) => note.origin === "sample")) return;
  for (const note of makeNotes(endMs)) await createNote(db, note, { kind: "system", id: "sample" });
}
