// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import type { BenchPortal } from "./portal";
import type { Row } from "./row";
import { makeLiveKey, median } from "./verify";

const seconds = 4;
const rounds = 3;

/**
 * Usage records acknowledged a second (on disk, key resolved to app, company and person) by records in a request, through a whole portal,
 * the sender on the same machine. Then how long until all are in the ledger.
 */
export async function benchUsage(portal: BenchPortal): Promise<Row[]> {
  const secret = await makeLiveKey();
  const { id: keyId } = await postgres().apiKey.findFirstOrThrow({ where: { hash: hashSecret(secret) } });
  const run = Date.now();
  const rows: Row[] = [];
  let sent = 0;
  try {
    for (const [size, connections] of [
      [1, 32],
      [1_000, 4],
    ] as const) {
      const measured: { perSecond: number; p50Ms: number; p99Ms: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        let next = 0;
        const result = await autocannon({
          ...{ url: `${portal.url}/v1/usage`, connections, duration: seconds },
          requests: [
            {
              ...{ method: "POST", path: "/v1/usage" },
              headers: { "content-type": "application/json", authorization: `Bearer ${portal.serviceToken}` },
              setupRequest: (request: object) => ({
                ...request,
                body: recordsOf(keyId, `${run}-${size}-${round}-${next++}`, size),
              }),
            },
          ],
        });
        if (result.non2xx > 0 || result.errors > 0)
          throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
        measured.push({
          perSecond: result.requests.average * size,
          ...{ p50Ms: result.latency.p50, p99Ms: result.latency.p99 },
        });
        sent += result.requests.total * size;
      }
      const of = (read: "perSecond" | "p50Ms" | "p99Ms") => median(measured.map((one) => one[read]));
      rows.push(
        { name: `usage: ${size} a request`, value: Math.round(of("perSecond")), unit: "records/s" },
        { name: `usage: ${size} a request, p50`, value: of("p50Ms"), unit: "ms" },
        { name: `usage: ${size} a request, p99`, value: of("p99Ms"), unit: "ms" },
      );
    }
    const begun = performance.now();
    await untilStored(keyId, sent);
    rows.push({
      name: "usage: the rest in the ledger after the last answer",
      value: Math.round((performance.now() - begun) / 100) / 10,
      unit: "s",
      note: `${sent} records`,
    });
    return rows;
  } finally {
    await closePostgres();
  }
}

function recordsOf(keyId: string, name: string, size: number): string {
  const time = new Date().toISOString();
  return JSON.stringify(
    Array.from({ length: size }, (_, at) => ({
      ...{ id: `${name}-${at}`, source: "bench", time, keyId, method: "POST", route: "/shipments", status: 201 },
      ...{ latencyMs: 84.2, requestBytes: 512, responseBytes: 2_048, sdk: "acme-node", sdkVersion: "1.2.0" },
    })),
  );
}

/** Requests still under way when the clock stopped may be in the ledger as well: at least as many as were acknowledged. */
async function untilStored(keyId: string, records: number): Promise<void> {
  for (;;) {
    const result = await clickhouse().query({
      query: "SELECT sum(calls) AS calls FROM usage_hourly WHERE key_id = {keyId:String}",
      query_params: { keyId },
      format: "JSONEachRow",
    });
    const [row] = await result.json<{ calls: string }>();
    if (Number(row?.calls) >= records) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
