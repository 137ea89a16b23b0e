import { nowMs, secondMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { DeliveryOutcome } from "@/lib/base/webhooks/delivery-outcome";
import type { EventRow } from "@/lib/events/schema";
import {
  type ClaimedDelivery,
  claimDeliveries,
  listDueDestinations,
  releaseDeliveries,
} from "./internal/delivery-rows";
import { getKind } from "./internal/kinds/get-kind";
import type { TryOutcome } from "./internal/kinds/kind";
import { type DeliveryFacts, mapEvent } from "./internal/map-event";
import { noteConversions, noteState, settleDeliveries, settleWithheld } from "./internal/settle";
import { loadTargets, type Target } from "./internal/targets";
import { groupWithheld } from "./internal/withhold";

export type { DeliveryFacts } from "./internal/map-event";

export type DeliverOptions = {
  db: Db;
  /** What is known of the people in these events, now. Throws while it cannot be told: the events wait. */
  gatherFacts(events: EventRow[]): Promise<DeliveryFacts>;
  /** For one request. */
  timeoutMs?: number;
  signal: AbortSignal;
  onFault(error: unknown): void;
};

const defaultTimeoutMs = 20 * secondMs;
/** Over a lane's work with a claim: when it is spent, the rest is given back. With one more request after it a lease must outlast it. */
const laneBudgetMs = 20 * secondMs;
/** So many different events in a row that fail are the receiver's fault, not theirs. */
const failuresUntilRest = 5;
const firstRestMs = 5 * secondMs;
const longestRestMs = 300 * secondMs;
/** When something waits but nothing may be tried (held back by an earlier event): how soon to look again, at most. */
const longestIdleMs = 5 * secondMs;
/** Facts that cannot be had are the portal's own trouble: soon over. */
const noFactsMs = 2 * secondMs;

/** What this process knows of how a destination does. */
type Course = {
  lanes: number;
  /** Events that failed since the last one that was taken. */
  failing: Set<string>;
  rests: number;
  /** When the last rest was decided: what was under way then says nothing new. */
  restedAt: number;
  restUntilMs: number;
  /** Smaller after a failure, so that one event that is not taken does not hold its batch. */
  batchSize: number;
  idleMs: number;
  idleUntilMs: number;
  /** When the last success was written down. */
  notedMs: number;
  /** The claim under way. */
  claim: Promise<unknown>;
};

/**
 * Delivers what is due, each destination by itself, as far as its concurrency and its answers allow. `tick` starts what can be started and
 * returns at once; `settled` waits for what is under way.
 */
export class DeliveryEngine {
  private readonly courses = new Map<string, Course>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly options: DeliverOptions) {}

  /** Looks at all destinations once. Throws when the database cannot be asked. */
  async tick(): Promise<void> {
    const { db } = this.options;
    const [targets, states] = await Promise.all([loadTargets(db), db.destinationState.findMany()]);
    const stateOf = new Map(states.map((state) => [state.destinationId, state]));
    const ready = targets.filter((target) => {
      const state = stateOf.get(target.id);
      const course = this.courseOf(target);
      // Another process may have been told to wait.
      course.restUntilMs = state?.restingUntil?.getTime() ?? 0;
      if (state?.restingUntil && course.rests === 0) course.rests = 1;
      const resting = Math.max(course.restUntilMs, course.idleUntilMs) > nowMs();
      return target.enabled && target.settings && !state?.stoppedReason && !resting && this.freeLanes(target) > 0;
    });
    const due = await listDueDestinations(
      db,
      ready.map(({ id }) => id),
    );
    for (const target of ready) if (due.has(target.id)) this.start(target);
  }

  async settled(): Promise<void> {
    while (this.running.size) await Promise.all(this.running);
  }

  private courseOf(target: Target): Course {
    let course = this.courses.get(target.id);
    if (!course) {
      const batchSize = getKind(target.kind).maxEvents;
      const quiet = {
        rests: 0,
        restedAt: 0,
        restUntilMs: 0,
        idleMs: 0,
        idleUntilMs: 0,
        notedMs: 0,
        claim: Promise.resolve(),
      };
      course = { lanes: 0, failing: new Set(), batchSize, ...quiet };
      this.courses.set(target.id, course);
    }
    return course;
  }

  /** After failures a single lane tries whether it is better. */
  private freeLanes(target: Target): number {
    const course = this.courseOf(target);
    return (course.rests > 0 ? 1 : getKind(target.kind).concurrency) - course.lanes;
  }

  private start(target: Target): void {
    const course = this.courseOf(target);
    for (let free = this.freeLanes(target); free > 0; free--) {
      course.lanes++;
      const lane = this.runLane(target)
        .catch((error) => this.options.onFault(error))
        .finally(() => {
          course.lanes--;
          this.running.delete(lane);
        });
      this.running.add(lane);
    }
  }

  private async runLane(target: Target): Promise<void> {
    const { db, signal, timeoutMs = defaultTimeoutMs } = this.options;
    const course = this.courseOf(target);
    const { maxEvents } = getKind(target.kind);
    const endMs = nowMs() + laneBudgetMs;
    for (let round = 0; !signal.aborted && course.restUntilMs <= nowMs() && nowMs() < endMs; round++) {
      // Single events are claimed some at a time, which is cheaper; a probe is one.
      const limit = course.rests > 0 ? course.batchSize : maxEvents === 1 ? 10 : course.batchSize;
      const leaseMs = laneBudgetMs + timeoutMs + 5 * secondMs;
      // One lane after the other: they would only wait for each other in the database, each with a connection in hand.
      const claim = course.claim.then(() => claimDeliveries(db, target.id, limit, leaseMs));
      course.claim = claim.catch(() => undefined);
      const rows = await claim;
      if (!rows.length) {
        if (round === 0) this.idle(course);
        return;
      }
      course.idleMs = 0;
      await this.deliverClaim(target, rows, endMs);
    }
  }

  private idle(course: Course): void {
    course.idleMs = Math.min(Math.max(course.idleMs * 2, 250), longestIdleMs);
    course.idleUntilMs = nowMs() + course.idleMs;
  }

  private async deliverClaim(target: Target, rows: ClaimedDelivery[], endMs: number): Promise<void> {
    const { db, signal } = this.options;
    const course = this.courseOf(target);
    const facts = await this.facts(target, rows);
    const untried = new Set(rows.map(({ eventId }) => eventId));
    try {
      if (!facts) return;
      const held = new Set<string>();
      const { passed, withheld } = groupWithheld(target, rows, facts);
      for (const [reason, eventIds] of withheld) {
        await settleWithheld(db, target.id, eventIds, reason);
        for (const eventId of eventIds) untried.delete(eventId);
      }
      for (const chunk of cutChunks(target, passed)) {
        const stop = signal.aborted || course.restUntilMs > nowMs() || nowMs() >= endMs;
        const free = chunk.filter(({ orderKey }) => !held.has(orderKey));
        if (stop || !free.length) continue;
        const failed = await this.deliverChunk(target, free, facts, untried);
        for (const { orderKey } of failed) held.add(orderKey);
      }
    } finally {
      await releaseDeliveries(db, target.id, [...untried]);
    }
  }

  private async facts(target: Target, rows: ClaimedDelivery[]): Promise<DeliveryFacts | null> {
    try {
      return await this.options.gatherFacts(rows.map(({ event }) => event));
    } catch (error) {
      this.options.onFault(error);
      this.courseOf(target).idleUntilMs = nowMs() + noFactsMs;
      return null;
    }
  }

  /** One request, or more when a batch is refused: halves find the event that is the cause. Answers what was not taken. */
  private async deliverChunk(
    target: Target,
    rows: ClaimedDelivery[],
    facts: DeliveryFacts,
    untried: Set<string>,
  ): Promise<ClaimedDelivery[]> {
    const { db, signal, timeoutMs = defaultTimeoutMs } = this.options;
    const events = rows.map(({ event }) => mapEvent(event, target.mapping, facts));
    const startedAt = performance.now();
    const outcome = await getKind(target.kind).deliver(events, target.settings, {
      allowPrivate: target.allowPrivate,
      timeoutMs,
      signal,
    });
    // Stopped in the middle: nobody knows whether it arrived, so it counts as not tried.
    if (outcome.kind === "retry" && outcome.status === null && signal.aborted) return rows;
    if (outcome.kind === "refused" && rows.length > 1) {
      const middle = rows.length >> 1;
      const first = await this.deliverChunk(target, rows.slice(0, middle), facts, untried);
      const failed = new Set(first.map(({ orderKey }) => orderKey));
      const rest = rows.slice(middle).filter(({ orderKey }) => !failed.has(orderKey));
      return rest.length ? [...first, ...(await this.deliverChunk(target, rest, facts, untried))] : first;
    }
    const failed: ClaimedDelivery[] = [];
    for (const part of splitOutcome(rows, outcome)) {
      await settleDeliveries(db, target.id, part.rows, part.outcome, performance.now() - startedAt);
      if (target.feed) await noteConversions(db, target.id, part.rows, part.outcome);
      for (const { eventId } of part.rows) untried.delete(eventId);
      await this.learn(target, part.rows, part.outcome, startedAt);
      // A dead event holds nobody back.
      if (part.outcome.kind !== "delivered" && part.outcome.kind !== "refused") failed.push(...part.rows);
    }
    return failed;
  }

  private async learn(
    target: Target,
    rows: ClaimedDelivery[],
    outcome: DeliveryOutcome,
    startedAt: number,
  ): Promise<void> {
    const { db } = this.options;
    const course = this.courseOf(target);
    if (outcome.kind === "gone") {
      course.restUntilMs = Number.POSITIVE_INFINITY;
      return;
    }
    if (outcome.kind === "refused") return;
    if (outcome.kind === "delivered") {
      course.failing.clear();
      course.batchSize = Math.min(course.batchSize * 2, getKind(target.kind).maxEvents);
      if (Math.abs(nowMs() - course.notedMs) >= secondMs) {
        course.notedMs = nowMs();
        await noteState(db, target.id, { lastDeliveredAt: new Date(nowMs()) });
      }
      if (course.rests === 0) return;
      course.rests = 0;
      course.restUntilMs = 0;
      await noteState(db, target.id, { restingUntil: null });
      // It was the receiver, and it is well again: what failed meanwhile need not sit out its wait.
      await db.delivery.updateMany({
        where: { destinationId: target.id, state: "waiting", nextAttemptAt: { gt: new Date(nowMs()) } },
        data: { nextAttemptAt: new Date(nowMs()) },
      });
      return;
    }
    course.batchSize = Math.max(1, course.batchSize >> 2);
    for (const { eventId } of rows) if (course.failing.size < failuresUntilRest) course.failing.add(eventId);
    const asked = outcome.afterMs ?? 0;
    if (asked === 0 && (course.failing.size < failuresUntilRest || startedAt < course.restedAt)) return;
    const restMs = Math.min(firstRestMs * 2 ** course.rests, longestRestMs) * (1 + Math.random() / 5);
    course.rests++;
    course.restedAt = performance.now();
    course.restUntilMs = nowMs() + Math.max(asked, restMs);
    await noteState(db, target.id, { restingUntil: new Date(course.restUntilMs) });
  }
}

/** Which outcome is whose: those that were taken together, every other event for itself. */
function splitOutcome(
  rows: ClaimedDelivery[],
  tried: TryOutcome,
): { rows: ClaimedDelivery[]; outcome: DeliveryOutcome }[] {
  if (tried.kind !== "split") return [{ rows, outcome: tried }];
  const outcomeOf = (index: number): DeliveryOutcome =>
    tried.outcomes[index] ?? { kind: "retry", status: tried.status, reason: "was not spoken of in the answer" };
  const taken = rows.filter((_, index) => outcomeOf(index).kind === "delivered");
  const parts = rows.flatMap((row, index) => {
    const outcome = outcomeOf(index);
    return outcome.kind === "delivered" ? [] : [{ rows: [row], outcome }];
  });
  return taken.length ? [...parts, { rows: taken, outcome: { kind: "delivered", status: tried.status } }] : parts;
}

/** Requests of at most the kind's events and bytes, in order. */
function cutChunks(target: Target, rows: ClaimedDelivery[]): ClaimedDelivery[][] {
  const { maxEvents, maxBytes } = getKind(target.kind);
  const chunks: ClaimedDelivery[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(row.event.properties) + 1_024;
    const last = chunks.at(-1);
    if (last && last.length < maxEvents && bytes + size <= maxBytes) {
      last.push(row);
      bytes += size;
    } else {
      chunks.push([row]);
      bytes = size;
    }
  }
  return chunks;
}
