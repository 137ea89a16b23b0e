import { dayMs, hourMs, nowMs } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { sqlTime } from "../internal/delivery-rows";
import type { Decision } from "../internal/feed/decide-conversion";
import { type FeedTarget, judgeMilestones, type Place, readMilestones } from "../internal/feed/judge-milestones";
import { toEventRow } from "../internal/feed/to-event-row";
import { getKind } from "../internal/kinds/get-kind";
import { isSendingFeed, loadTargets } from "../internal/targets";
import type { FeedFacts } from "./feed-facts";

/** Their ids go along in a query's address: a few kilobytes. */
const pageSize = 100;
/** Pages of one destination and pass in one run; the next run goes on. */
const pagesAtOnce = 50;
/** Usage is taken up to 32 days late (contracts.md): also where a platform's window is shorter, so that it can be said that it was too late. */
const lateDays = 33;
const sweepEveryMs = hourMs;

/**
 * Puts new conversions before every ad platform that can be sent to, each once, and says of the others why not (decisions/0037). Two passes,
 * each by a cursor that moves in the transaction that writes what was found: forward over milestones as they come, and once an hour over
 * everything in the window again, for what came late, for visitors who turned out to be somebody, and for values that are complete now.
 * Returns how many were put up.
 */
export async function findConversions(db: Db, facts: FeedFacts): Promise<number> {
  const [targets, states, health] = await Promise.all([
    loadTargets(db),
    db.feedState.findMany(),
    db.destinationState.findMany({ where: { stoppedReason: { not: null } }, select: { destinationId: true } }),
  ]);
  const stopped = new Set(health.map(({ destinationId }) => destinationId));
  let queued = 0;
  for (const target of targets.filter(isSendingFeed)) {
    if (stopped.has(target.id)) continue;
    const state = states.find(({ destinationId }) => destinationId === target.id);
    queued += await runPass(db, target, facts, "cursor", state?.cursor ?? "");
    const due = !state?.sweptAt || state.sweepCursor !== "" || nowMs() - state.sweptAt.getTime() >= sweepEveryMs;
    if (due) queued += await runPass(db, target, facts, "sweepCursor", state?.sweepCursor ?? "");
  }
  return queued;
}

/** When the earliest conversion happened that is looked at. */
function windowStartMs({ kind, feed, createdAt }: FeedTarget): number {
  const windowDays = Math.max(getKind(kind).ads?.windowDays ?? 0, lateDays);
  return Math.max(createdAt.getTime() - feed.backDays * dayMs, nowMs() - windowDays * dayMs);
}

type Pass = "cursor" | "sweepCursor";

async function runPass(db: Db, target: FeedTarget, facts: FeedFacts, pass: Pass, begin: string): Promise<number> {
  const untilMs = nowMs();
  let cursor = begin;
  let queued = 0;
  for (let page = 0; page < pagesAtOnce; page++) {
    const after = readPlace(cursor) ?? { atMs: windowStartMs(target) - 1, stage: "\u{10ffff}", who: "" };
    const milestones = await readMilestones(target, after, untilMs, pageSize);
    const decisions = await judgeMilestones(target, milestones, facts);
    const last = milestones.at(-1);
    const ended = milestones.length < pageSize;
    const next = pass === "sweepCursor" && ended ? "" : last ? `${last.at_ms} ${last.stage} ${last.who}` : cursor;
    const written = await writeDecisions(db, target, decisions, { pass, from: cursor, to: next, ended });
    // Another worker is further.
    if (written === null) return queued;
    queued += written;
    if (ended) return queued;
    cursor = next;
  }
  return queued;
}

type Step = { pass: Pass; from: string; to: string; ended: boolean };

async function writeDecisions(
  db: Db,
  { id: destinationId }: FeedTarget,
  decisions: Decision[],
  { pass, from, to, ended }: Step,
): Promise<number | null> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`conversions ${destinationId}`}, 0))`;
    const state = await tx.feedState.findUnique({ where: { destinationId } });
    if ((state?.[pass] ?? "") !== from) return null;
    // Turned off or deleted meanwhile: nothing of it is written.
    if (!(await tx.destination.count({ where: { id: destinationId, enabled: true } }))) return null;
    const queued = await writeRows(tx, destinationId, decisions);
    const sweptAt = pass === "sweepCursor" && ended ? { sweptAt: new Date(nowMs()) } : {};
    await tx.feedState.upsert({
      where: { destinationId },
      create: { destinationId, [pass]: to, ...sweptAt },
      update: { [pass]: to, ...sweptAt },
    });
    return queued;
  }, patient);
}

/** On a busy machine: nobody waits for it. */
const patient = { maxWait: 10_000, timeout: 30_000 };

/** What was put up once stays as it was decided; everything else is what it is now. Answers how many were put up. */
async function writeRows(tx: Tx, destinationId: string, decisions: Decision[]): Promise<number> {
  if (!decisions.length) return 0;
  const at = sqlTime();
  const rows = decisions.map((decision, n) => ({
    n,
    who: decision.who,
    stage: decision.stage,
    event_id: decision.eventId,
    person_id: decision.personId,
    state: decision.state,
    reason: decision.reason,
    matched_by: decision.matchedBy,
    occurred_at: sqlTime(decision.atMs),
    event: decision.conversion ? toEventRow(decision) : null,
  }));
  const json = JSON.stringify(rows);
  await tx.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${json}::jsonb) AS row(
        n int, who text, stage text, event_id text, person_id text, state text, reason text, matched_by text, occurred_at timestamp)
    )
    INSERT INTO conversions (destination_id, who, stage, event_id, person_id, state, reason, matched_by, occurred_at, decided_at)
    SELECT ${destinationId}, who, stage, event_id, person_id, state, reason, matched_by, occurred_at, ${at}::timestamp
    FROM given ORDER BY who, stage
    ON CONFLICT (destination_id, who, stage) DO UPDATE SET
      person_id = EXCLUDED.person_id, state = EXCLUDED.state, reason = EXCLUDED.reason, matched_by = EXCLUDED.matched_by,
      occurred_at = EXCLUDED.occurred_at, decided_at = EXCLUDED.decided_at
    WHERE conversions.state IN ('waiting', 'skipped')
      AND (conversions.state, conversions.reason, conversions.person_id, conversions.matched_by)
        IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.reason, EXCLUDED.person_id, EXCLUDED.matched_by)`;
  // A row of the outbox is there already where the conversion was put up before: nothing is sent twice.
  return tx.$executeRaw`
    INSERT INTO deliveries (destination_id, event_id, event_name, order_key, event, next_attempt_at, created_at)
    SELECT ${destinationId}, given.event_id, given.stage, given.person_id, given.event, ${at}::timestamp, ${at}::timestamp
    FROM jsonb_to_recordset(${json}::jsonb) AS given(n int, who text, stage text, event_id text, person_id text, state text, event jsonb)
    JOIN conversions ON conversions.destination_id = ${destinationId} AND conversions.who = given.who AND conversions.stage = given.stage
    WHERE given.state = 'queued' AND conversions.state = 'queued' AND conversions.decided_at = ${at}::timestamp
    ORDER BY n
    ON CONFLICT (destination_id, event_id) DO NOTHING`;
}

/** `<milliseconds> <stage> <who>`. */
function readPlace(cursor: string): Place | null {
  const [at = "", stage = "", ...who] = cursor.split(" ");
  return cursor ? { atMs: Number(at), stage, who: who.join(" ") } : null;
}
