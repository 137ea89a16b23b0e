import { cleanText } from "@/lib/base/clean-text";
import { nowMs, secondMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { Prisma } from "@/lib/base/prisma-client/client";
import type { EventRow } from "@/lib/events/schema";
import { sqlTime } from "./internal/delivery-rows";
import { matchEvent } from "./internal/match-event";
import { orderKeyOf } from "./internal/order-key";
import { loadTargets, type Target } from "./internal/targets";

export type EnqueueOptions = {
  db: Db;
  /** Whom visitors turned out to be, by visitor id. */
  listPersons(visitorIds: string[]): Promise<ReadonlyMap<string, string>>;
  /** A row that the database will not take (told by its event id); its neighbours are not held up. */
  onRefused(eventId: string): void;
};

/** Changes to destinations count for events after that. */
const targetsFreshMs = secondMs;
const rowsAtOnce = 1_000;
/** Nobody waits for it, and giving up would only mean doing it again. */
const patient = { maxWait: 10_000, timeout: 30_000 };

/**
 * The outbox's intake: puts accepted events before the destinations that want them, once each, however often it is asked. Throws while
 * the database is away: the caller asks again with the same events.
 */
export class DeliveryQueue {
  private targets: Target[] = [];
  private loadedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: EnqueueOptions) {}

  /** Whether any destination wants anything: cheap to ask before events are even read. */
  async wantsAny(): Promise<boolean> {
    return (await this.active()).length > 0;
  }

  /** Returns how many deliveries were put up. */
  async enqueue(events: readonly EventRow[]): Promise<number> {
    const targets = await this.active();
    const matched = targets.flatMap((target) =>
      events.filter((event) => matchEvent(target.filter, event)).map((event) => ({ destinationId: target.id, event })),
    );
    if (!matched.length) return 0;
    const strangers = matched
      .filter(({ event }) => !event.person_id && event.visitor_id)
      .map(({ event }) => event.visitor_id);
    const persons = strangers.length ? await this.options.listPersons([...new Set(strangers)]) : undefined;
    let queued = 0;
    for (let from = 0; from < matched.length; from += rowsAtOnce) {
      const rows = matched.slice(from, from + rowsAtOnce).map(({ destinationId, event }, index) => ({
        n: index,
        destination_id: destinationId,
        event_id: clean(event.event_id),
        event_name: clean(event.name),
        order_key: clean(orderKeyOf(event, persons)),
        event: cleanRow(event),
      }));
      queued += await this.insert(rows);
    }
    return queued;
  }

  private async active(): Promise<Target[]> {
    if (Math.abs(nowMs() - this.loadedAt) >= targetsFreshMs) {
      const [targets, stopped] = await Promise.all([
        loadTargets(this.options.db),
        this.options.db.destinationState.findMany({
          where: { stoppedReason: { not: null } },
          select: { destinationId: true },
        }),
      ]);
      const gone = new Set(stopped.map(({ destinationId }) => destinationId));
      // Ad platforms get conversions, which findConversions puts up.
      this.targets = targets.filter(({ id, enabled, feed }) => enabled && !feed && !gone.has(id));
      this.loadedAt = nowMs();
    }
    return this.targets;
  }

  private async insert(rows: NewDelivery[]): Promise<number> {
    try {
      return await insertDeliveries(this.options.db, rows);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      const [first] = rows;
      if (rows.length === 1 && first) {
        this.options.onRefused(first.event_id);
        return 0;
      }
      const middle = rows.length >> 1;
      return (await this.insert(rows.slice(0, middle))) + (await this.insert(rows.slice(middle)));
    }
  }
}

type NewDelivery = {
  n: number;
  destination_id: string;
  event_id: string;
  event_name: string;
  order_key: string;
  event: EventRow;
};

async function insertDeliveries(db: Db, rows: NewDelivery[]): Promise<number> {
  // From here on the visitor is that person: what of theirs still waits comes first.
  const links = rows
    .filter(({ event }) => event.person_id && event.visitor_id)
    .map(({ destination_id, order_key, event }) => ({ destination_id, order_key, visitor_id: event.visitor_id }));
  const at = sqlTime();
  return db.$transaction(async (tx) => {
    if (links.length) {
      await tx.$executeRaw`
        UPDATE deliveries SET order_key = link.order_key
        FROM (SELECT DISTINCT * FROM jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
          AS link(destination_id text, order_key text, visitor_id text)) AS link
        WHERE deliveries.destination_id = link.destination_id AND deliveries.state = 'waiting'
          AND deliveries.order_key = link.visitor_id`;
    }
    return tx.$executeRaw`
      INSERT INTO deliveries (destination_id, event_id, event_name, order_key, event, next_attempt_at, created_at)
      SELECT destination_id, event_id, event_name, order_key, event, ${at}::timestamp, ${at}::timestamp
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row(n int, destination_id text, event_id text, event_name text, order_key text, event jsonb)
      ORDER BY n
      ON CONFLICT (destination_id, event_id) DO NOTHING`;
  }, patient);
}

/** PostgreSQL's text holds neither NUL nor half of a character. Properties are JSON within JSON: theirs are escaped. */
function clean(text: string): string {
  return cleanText(text.replaceAll("\0", ""));
}

function cleanRow(event: EventRow): EventRow {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, typeof value === "string" ? clean(value) : value]),
  ) as EventRow;
}

/** Classes 22 and 23 of PostgreSQL's codes speak of the data, everything else of the moment. */
function isDataFault(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const code = (error.meta as { driverAdapterError?: { cause?: { originalCode?: string } } } | undefined)
    ?.driverAdapterError?.cause?.originalCode;
  return /^2[23]/.test(code ?? "");
}
