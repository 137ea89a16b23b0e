import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Redis } from "@/lib/base/redis";
import type { Consumer } from "@/lib/events/consume-journal";
import type { Journal } from "@/lib/events/journal";
import type { ConsumerStatus } from "@/lib/events/schema";
import type { Door } from "./door";

/** Seconds; most answers take a fraction of a millisecond, and 20 ms is the promise under load. */
const buckets = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

export type Observe = (door: Door, seconds: number, status: number) => void;

/** The numbers of one edge in Prometheus' form. Labels are doors, never paths as they were asked for: those are anybody's to invent. */
export class EdgeMetrics {
  readonly registry = new Registry();
  private readonly requests = new Counter({
    name: "waymark_edge_requests_total",
    help: "Requests answered by a door of the edge, by status class.",
    labelNames: ["door", "status"],
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: "waymark_edge_request_seconds",
    help: "Time to answer, by door.",
    labelNames: ["door"],
    buckets,
    registers: [this.registry],
  });
  private readonly events = new Counter({
    name: "waymark_edge_ledger_rows_total",
    help: "Rows that reached the ledger, by kind; duplicates were dropped on the way.",
    labelNames: ["kind"],
    registers: [this.registry],
  });
  private readonly bound = new Map<
    Door,
    { seconds: { observe(value: number): void }; counts: Map<number, { inc(): void }> }
  >();

  constructor(journal: Journal, consumers: () => ReadonlyMap<string, Consumer>, redis?: Redis) {
    collectDefaultMetrics({ register: this.registry });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge("waymark_journal_bytes", "Bytes of the journal on disk.", () => journal.status().bytes);
    gauge("waymark_journal_fault", "1 while the disk refuses writes.", () => (journal.status().fault ? 1 : 0));
    const perConsumer = (name: string, help: string, read: (status: ConsumerStatus) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ["consumer"],
        registers: [this.registry],
        collect() {
          for (const status of journal.status().consumers) this.set({ consumer: status.name }, read(status));
        },
      });
    perConsumer(
      "waymark_journal_waiting_bytes",
      "Bytes that a consumer of the journal has not taken yet; `ledger` is the store of all reports.",
      ({ waitingBytes }) => waitingBytes,
    );
    perConsumer(
      "waymark_journal_skipped_events",
      "Events a consumer will never see, because it lay further behind than it may.",
      ({ skippedEvents }) => skippedEvents,
    );
    perConsumer("waymark_journal_consumer_fault", "1 while a consumer cannot take events.", ({ name }) =>
      consumers().get(name)?.status().fault ? 1 : 0,
    );
    if (redis) {
      gauge("waymark_redis_away", "1 while Redis is away and this edge counts limits for itself.", () =>
        redis.connected ? 0 : 1,
      );
    }
  }

  /** Counts one answer. Label sets are looked up once per door and status class: this runs for every request. */
  observe: Observe = (door, seconds, status) => {
    let found = this.bound.get(door);
    if (!found) {
      found = { seconds: this.seconds.labels(door.path), counts: new Map() };
      this.bound.set(door, found);
    }
    found.seconds.observe(seconds);
    const statusClass = Math.floor(status / 100);
    let count = found.counts.get(statusClass);
    if (!count) {
      count = this.requests.labels(door.path, `${statusClass}xx`);
      found.counts.set(statusClass, count);
    }
    count.inc();
  };

  countRows(rows: { events: number; usage: number; quarantined: number; duplicates: number }): void {
    for (const kind of ["events", "usage", "quarantined", "duplicates"] as const) {
      if (rows[kind]) this.events.labels(kind).inc(rows[kind]);
    }
  }
}
