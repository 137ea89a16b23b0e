import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { createDestination } from "@/lib/destinations/create-destination";
import { DeliveryEngine, type DeliveryFacts } from "@/lib/destinations/deliver-due";
import { DeliveryQueue } from "@/lib/destinations/enqueue-events";
import type { DestinationKind } from "@/lib/destinations/schema";
import type { EventRow } from "@/lib/events/schema";
import type { Row } from "./row";

/** Nothing to look up: what is measured is the outbox. */
const noFacts: DeliveryFacts = {
  persons: new Map(),
  companies: new Map(),
  companyAt: () => undefined,
  firstTouches: new Map(),
  names: new Map(),
  refused: new Set(),
};

/** How fast the outbox of the destinations takes events and delivers them, to a receiver on this machine that answers at once. */
export async function benchDeliveries(): Promise<Row[]> {
  setEnv({ ...settingsOf(env()), PUBLIC_URL: "http://127.0.0.1:3000" });
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(200).end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rows: Row[] = [];
  try {
    for (const [kind, count] of [
      ["segment", 20_000],
      ["posthog", 5_000],
      ["webhook", 3_000],
    ] as const) {
      rows.push(...(await measure(kind, count, url)));
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return rows;
}

const settingsOf = ({ DATABASE_URL, CLICKHOUSE_URL, NEXTAUTH_SECRET }: ReturnType<typeof env>) => ({
  DATABASE_URL,
  CLICKHOUSE_URL,
  NEXTAUTH_SECRET,
});

async function measure(kind: DestinationKind, count: number, url: string): Promise<Row[]> {
  const db = postgres();
  const settings = { url, host: url, key: "phc_bench", writeKey: "bench" };
  const outcome = await createDestination(
    db,
    kind,
    { name: "bench", settings, filter: { events: ["app_created"] }, mapping: {} },
    "per_bench",
  );
  if (outcome.kind !== "saved") throw new Error(JSON.stringify(outcome));
  const { destinationId } = outcome;
  const queue = new DeliveryQueue({ db, listPersons: async () => new Map(), onRefused: () => {} });
  const events = Array.from({ length: count }, (_, n) => eventOf(kind, n));
  let begun = performance.now();
  // As the edge's consumer does it.
  for (let from = 0; from < count; from += 2_000) await queue.enqueue(events.slice(from, from + 2_000));
  const queuedMs = performance.now() - begun;
  const stopping = new AbortController();
  const engine = new DeliveryEngine({
    db,
    gatherFacts: async () => noFacts,
    signal: stopping.signal,
    onFault: (error) => {
      throw error;
    },
  });
  begun = performance.now();
  do {
    await engine.tick();
    await engine.settled();
  } while (await db.delivery.findFirst({ where: { destinationId, state: "waiting" }, select: { seq: true } }));
  const deliveredMs = performance.now() - begun;
  await db.delivery.deleteMany({ where: { destinationId } });
  await db.destination.delete({ where: { id: destinationId } });
  const perSecond = (ms: number) => Math.round((count / ms) * 1_000);
  return [
    ...(kind === "segment"
      ? [{ name: "destinations: put up, one destination", value: perSecond(queuedMs), unit: "events/s" }]
      : []),
    { name: `destinations: delivered, ${kind}`, value: perSecond(deliveredMs), unit: "events/s" },
  ];
}

function eventOf(kind: string, n: number): EventRow {
  const at = new Date().toISOString();
  return {
    event_id: `evt_bench_${kind}_${n}`,
    name: "app_created",
    occurred_at: at,
    received_at: at,
    source_id: "src_bench",
    sent_by: "server",
    environment: "",
    visitor_id: "",
    visit_id: "",
    // Everybody does five things.
    person_id: `per_${n % Math.ceil(3_000 / 5)}`,
    company_id: `com_${n % 50}`,
    app_id: `app_${n % 500}`,
    key_id: "",
    audience: "human",
    path: "",
    properties: JSON.stringify({ app_name: `App ${n}` }),
  };
}
