import { clickhouse } from "@/lib/base/clickhouse/client";
import type { BenchPortal } from "./portal";
import type { Row } from "./row";
import { type Sent, sendEvents } from "./send-events";

const connections = 64;
const rounds = 3;
/** Events after which the edge's memory is looked at. */
const memoryEvents = 1_000_000;

/**
 * Events acknowledged a second (on disk before the answer) and how long an acknowledgement takes, by events in a batch, through `/v1/batch` of a
 * whole portal; the sender runs on the same machine. Then what the edge holds in memory after a million, and how long until all are in the ledger.
 */
export async function benchEvents(portal: BenchPortal, seconds = 8): Promise<Row[]> {
  const rows: Row[] = [];
  let sent = 0;
  const send = async (size: number, name: string, forSeconds = seconds): Promise<Sent> => {
    const result = await sendEvents({
      url: portal.url,
      writeKey: portal.writeKey,
      size,
      connections,
      seconds: forSeconds,
      name,
    });
    if (result.refused > 0) throw new Error(`${result.refused} requests were refused`);
    sent += result.events;
    return result;
  };
  await send(20, "warm", 2);
  for (const size of [1, 20, 500]) {
    const measured: Sent[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await send(size, `${size}-${round}`));
    const middle = (read: (one: Sent) => number) => measured.map(read).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
    rows.push(
      { name: `events: batches of ${size}`, value: Math.round(middle((one) => one.perSecond)), unit: "events/s" },
      { name: `events: batches of ${size}, p50`, value: middle((one) => one.p50Ms), unit: "ms" },
      { name: `events: batches of ${size}, p99`, value: middle((one) => one.p99Ms), unit: "ms" },
    );
  }
  for (let more = 0; sent < memoryEvents; more++) await send(20, `more-${more}`, 2);
  const edge = portal.memoryMb().edge ?? Number.NaN;
  rows.push({
    name: "events: memory of the edge, full load",
    value: Math.round(edge),
    unit: "MB",
    note: `${sent} events`,
  });
  const begun = performance.now();
  await untilStored(sent);
  rows.push({
    name: "events: the rest in the ledger after the last answer",
    value: Math.round((performance.now() - begun) / 100) / 10,
    unit: "s",
    note: `${sent} events`,
  });
  return rows;
}

async function untilStored(atLeast: number): Promise<void> {
  for (;;) {
    const result = await clickhouse().query({
      query: "SELECT count() AS n FROM events WHERE name = 'docs_read'",
      format: "JSONEachRow",
    });
    const [row] = await result.json<{ n: string }>();
    if (Number(row?.n) >= atLeast) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
