// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { closePostgres } from "@/lib/base/postgres";
import type { BenchPortal } from "./portal";
import type { Row } from "./row";
import { makeLiveKey, median, round2, sampleAnswer, startBare, stop } from "./verify";

const roundSeconds = 5;
const rounds = 3;
/** Docs pages asked for through the same edge all the while: a busy portal's readers, far below what would fill the machine. */
const pagesPerSecond = 200;

/** Verification on a whole portal while docs pages are read through the same edge, against a bare server under the same load, in turns. */
export async function benchVerifyBesideDocs(portal: BenchPortal): Promise<Row[]> {
  const key = await makeLiveKey();
  const verify = {
    url: `${portal.url}/v1/keys/verify`,
    method: "POST",
    headers: { authorization: `Bearer ${portal.serviceToken}`, "content-type": "application/json" },
    body: JSON.stringify({ key, environment: "live", cost: 0 }),
  };
  const bare = await startBare(await sampleAnswer(verify));
  const measured = { bare: [] as number[], verify: [] as number[], p99: [] as number[], pages: [] as number[] };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of ["bare", "verify"] as const) {
        const pages = autocannon({
          url: `${portal.url}/docs/quickstart`,
          headers: {
            accept: "text/html",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36",
          },
          connections: 8,
          overallRate: pagesPerSecond,
          duration: roundSeconds,
        });
        const result = await autocannon({
          ...verify,
          ...(name === "bare" ? { url: bare.url } : {}),
          connections: 32,
          duration: roundSeconds,
        });
        if (result.non2xx > 0 || result.errors > 0)
          throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
        measured[name].push(result.requests.average);
        const read = await pages;
        if (name === "verify") {
          measured.p99.push(result.latency.p99);
          measured.pages.push(read.requests.average);
        }
      }
    }
  } finally {
    await Promise.all([stop(bare.child), closePostgres()]);
  }
  const [bareRate, rate] = [median(measured.bare), median(measured.verify)];
  return [
    { name: "beside docs: pages read", value: Math.round(median(measured.pages)), unit: "requests/s" },
    { name: "beside docs: bare", value: Math.round(bareRate), unit: "requests/s" },
    { name: "beside docs: verify", value: Math.round(rate), unit: "requests/s" },
    { name: "beside docs: verify, p99", value: median(measured.p99), unit: "ms" },
    { name: "beside docs: verify / bare", value: round2(rate / bareRate), unit: "ratio" },
  ];
}
