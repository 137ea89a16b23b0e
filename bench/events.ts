// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { clickhouse } from "@/lib/base/clickhouse/client";
import type { BenchPortal } from "./portal";
import type { Row } from "./row";

const connections = 64;
const seconds = 8;
const rounds = 3;

/**
 * Events acknowledged a second (on disk before the answer) and how long an acknowledgement takes, by events in a batch, through `/v1/batch`
 * of a whole portal; the sender runs on the same machine. Then how long until everything is in the ledger.
 */
export async function benchEvents(portal: BenchPortal): Promise<Row[]> {
  const rows: Row[] = [];
  let sent = 0;
  for (const size of [1, 20, 500]) {
    const measured: { perSecond: number; p50Ms: number; p99Ms: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      let next = 0;
      const result = await autocannon({
        url: `${portal.url}/v1/batch`,
        method: "POST",
        connections,
        duration: seconds,
        headers: { "content-type": "application/json" },
        requests: [
          {
            method: "POST",
            path: "/v1/batch",
            setupRequest: (request: object) => ({
              ...request,
              body: batchOf(portal.writeKey, `${size}-${round}-${next++}`, size),
            }),
          },
        ],
      });
      if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
      measured.push({
        perSecond: result.requests.average * size,
        p50Ms: result.latency.p50,
        p99Ms: result.latency.p99,
      });
      sent += result.requests.total * size;
    }
    const middle = (read: (one: (typeof measured)[number]) => number) =>
      measured.map(read).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
    rows.push(
      { name: `events: batches of ${size}`, value: Math.round(middle((one) => one.perSecond)), unit: "events/s" },
      { name: `events: batches of ${size}, p50`, value: middle((one) => one.p50Ms), unit: "ms" },
      { name: `events: batches of ${size}, p99`, value: middle((one) => one.p99Ms), unit: "ms" },
    );
  }
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

/** The bodies are put together by hand: the sender shares the machine, and must not be what is measured. */
function batchOf(writeKey: string, name: string, size: number): string {
  let events = "";
  for (let n = 0; n < size; n++) {
    events += `${n ? "," : ""}{"type":"track","event":"docs_read","messageId":"${name}-${n}","anonymousId":"bench-${n % 50}","properties":{"path":"/docs/quickstart"}}`;
  }
  return `{"writeKey":"${writeKey}","batch":[${events}]}`;
}

async function untilStored(atLeast: number): Promise<void> {
  for (;;) {
    const result = await clickhouse().query({
      query: "SELECT count() AS n FROM events WHERE name = 'docs_read'",
      format: "JSONEachRow",
    });
    const [row] = await result.json<{ n: string }>();
    // Answers that were under way when a round ended are counted by nobody: a few more may come.
    if (Number(row?.n) >= atLeast) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
