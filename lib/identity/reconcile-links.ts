import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { minuteMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { companyAt, listCompanyTerms } from "./list-company-terms";
import { noteLink } from "./note-link";
import { recordCorrection, subjectInLedger } from "./undo-link";

/** Where the next run goes on; both tables are gone round page by page. */
export type ReconcileCursor = { alias: [subject: string, personId: string]; linkId: string };
export const reconcileStart: ReconcileCursor = { alias: ["", ""], linkId: "" };

export type Reconciled = {
  cursor: ReconcileCursor;
  /** Ties the ledger knew and PostgreSQL did not, the other way round, and undos that one of them had not heard of. */
  noted: number;
  told: number;
  corrected: number;
};

const pageSize = 5_000;
/** What is younger is on its way: outbox, journal and drain take seconds, an edge that is away some minutes. */
const graceMs = 10 * minuteMs;

const pairRow = z.object({
  subject: z.string(),
  person: z.string(),
  at: z.coerce.date(),
  event_id: z.string(),
  undone: z.coerce.number().transform(Boolean),
  corrected_at: z.coerce.date(),
});
type Pair = z.output<typeof pairRow>;

const columns = `
  visitor_id AS subject, person_id AS person, argMinMerge(a.link) AS first, first.2 AS at, first.3 AS event_id,
  argMaxMerge(a.undone) AS last, last.1 AS undone, last.2 AS corrected_at`;

const pageQuery = defineQuery({
  sql: `
    SELECT ${columns} FROM aliases AS a
    WHERE (visitor_id, person_id) > ({subject:String}, {person:String})
    GROUP BY subject, person ORDER BY subject, person LIMIT {limit:UInt32}`,
  params: z.object({ subject: z.string(), person: z.string(), limit: z.number() }),
  row: pairRow,
});

const pairsQuery = defineQuery({
  sql: `
    SELECT ${columns} FROM aliases AS a
    WHERE visitor_id IN {subjects:Array(String)}
    GROUP BY subject, person`,
  params: z.object({ subjects: z.array(z.string()) }),
  row: pairRow,
});

/**
 * Makes the merge ledger (PostgreSQL) and the aliases (event ledger) agree again, a page of each a run. The event ledger is the truth of
 * which ties there are, and what was told last - an undo, a redo - is the truth of which count; either side may lack what a kill or a
 * restored backup left out, and is told by the other.
 */
export async function reconcileLinks(db: Db, cursor: ReconcileCursor): Promise<Reconciled> {
  const total: Reconciled = { cursor: { ...cursor }, noted: 0, told: 0, corrected: 0 };
  await noteMissing(db, total);
  await tellMissing(db, total);
  return total;
}

/** Event ledger to PostgreSQL. */
async function noteMissing(db: Db, total: Reconciled): Promise<void> {
  const [subject, person] = total.cursor.alias;
  const page = await runQuery(pageQuery, { subject, person, limit: pageSize });
  const last = page.at(-1);
  total.cursor.alias = page.length === pageSize && last ? [last.subject, last.person] : reconcileStart.alias;
  const pairs = page.filter((pair) => pair.person.startsWith("per_") && pair.event_id !== "");
  if (pairs.length === 0) return;
  const [known, terms] = await Promise.all([
    db.identityLink.findMany({
      where: { subject: { in: pairs.map((pair) => nameOf(pair).subject) }, personId: { not: null } },
    }),
    listCompanyTerms(db, [...new Set(pairs.map((pair) => pair.person))]),
  ]);
  const byPair = new Map(known.map((link) => [keyOf(link.kind, link.subject, link.personId), link]));
  for (const pair of pairs) {
    if (!terms.has(pair.person)) continue;
    const { kind, subject } = nameOf(pair);
    const link = byPair.get(keyOf(kind, subject, pair.person));
    if (!link || pair.at < link.occurredAt) {
      const companyId = companyAt(terms.get(pair.person), pair.at.getTime());
      await db.$transaction((tx) =>
        noteLink(tx, {
          ...{ kind, subject, personId: pair.person, companyId, reason: "reconciled", actorId: "portal" },
          ...{ eventId: pair.event_id, occurredAt: pair.at },
        }),
      );
      total.noted++;
    }
    total.corrected += await adoptCorrection(db, kind, subject, pair);
  }
}

/** What was told last counts: PostgreSQL may have been restored from before it. */
async function adoptCorrection(db: Db, kind: Kind, subject: string, pair: Pair): Promise<number> {
  const at = pair.corrected_at;
  if (at.getTime() === 0) return 0;
  const { count } = await db.identityLink.updateMany({
    where: { kind, subject, personId: pair.person, OR: [{ correctedAt: null }, { correctedAt: { lt: at } }] },
    data: pair.undone
      ? { correctedAt: at, undoneAt: at, undoneBy: "portal", undoReason: "as the event ledger has it" }
      : { correctedAt: at, undoneAt: null, undoneBy: null, undoReason: null },
  });
  return count;
}

/** PostgreSQL to event ledger. */
async function tellMissing(db: Db, total: Reconciled): Promise<void> {
  const links = await db.identityLink.findMany({
    where: {
      id: { gt: total.cursor.linkId },
      kind: { in: ["visitor_person", "external_person"] },
      personId: { not: null },
      // A deleted person's ties were cut on purpose.
      person: { deletedAt: null },
      createdAt: { lt: new Date(nowMs() - graceMs) },
    },
    orderBy: { id: "asc" },
    take: pageSize,
  });
  total.cursor.linkId = links.length === pageSize ? (links.at(-1)?.id ?? "") : "";
  if (links.length === 0) return;
  const pairs = await runQuery(pairsQuery, { subjects: [...new Set(links.map(subjectInLedger))] });
  const byPair = new Map(pairs.map((pair) => [`${pair.subject}\0${pair.person}`, pair]));
  for (const link of links) {
    const pair = byPair.get(`${subjectInLedger(link)}\0${link.personId}`);
    if (!pair || pair.event_id === "") {
      await db.$transaction((tx) =>
        recordEvent(tx, {
          name: "visitor_identified",
          visitorId: link.subject,
          personId: link.personId ?? undefined,
          companyId: link.companyId ?? undefined,
          occurredAt: link.occurredAt,
          eventId: `${link.id}:told`,
          properties: {},
        }),
      );
      total.told++;
    }
    const { correctedAt } = link;
    if (!correctedAt || correctedAt.getTime() > nowMs() - graceMs) continue;
    if (pair && pair.corrected_at >= correctedAt) continue;
    await db.$transaction((tx) => recordCorrection(tx, link, { undone: link.undoneAt !== null, at: correctedAt }));
    total.corrected++;
  }
}

type Kind = "visitor_person" | "external_person";

function nameOf(pair: Pair): { kind: Kind; subject: string } {
  return pair.subject.startsWith("user:")
    ? { kind: "external_person", subject: pair.subject.slice("user:".length) }
    : { kind: "visitor_person", subject: pair.subject };
}

function keyOf(kind: string, subject: string, personId: string | null): string {
  return `${kind}\0${subject}\0${personId}`;
}
