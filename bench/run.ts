import { writeFileSync } from "node:fs";
import os from "node:os";
import { closeClickhouse } from "@/lib/base/clickhouse/client";
import { setEnv } from "@/lib/base/env";
import { benchBill } from "./bill";
import { benchDeliveries } from "./deliveries";
import { benchEvents } from "./events";
import { benchFunnel } from "./funnel";
import { benchKeys } from "./keys";
import { benchKill } from "./kill";
import { benchMiddleware } from "./middleware";
import { newDataDir, removeDataDir, startBenchPortal } from "./portal";
import { benchReference } from "./reference";
import { benchReports } from "./reports";
import type { Row } from "./row";
import { benchSandbox } from "./sandbox";
import { benchSite, type Peer, peers } from "./site";
import { benchStitching } from "./stitching";
import { benchUsage } from "./usage";
import { benchVerify } from "./verify";
import { benchVerifyBesideDocs } from "./verify-beside-docs";

/**
 * `npm run bench`: every figure of bench/RESULTS.md that a program can take, as a table; `--write FILE` keeps it as JSON too.
 * `--only NAME` measures one part (start, verify, keys, docs, events, sandbox, usage, middleware, deliveries, bill, stitching, funnel, reports, kill, and, only when named, reference and site: `--pages N`, `--peers fumadocs,nextra`, `--peers none`); `--long` takes the time that the largest figures need.
 */
async function run(): Promise<Row[]> {
  const rows: Row[] = [];
  const dataDir = newDataDir();
  try {
    if (wants("start")) rows.push(...(await benchStart(dataDir)));
    // Alone: it installs and builds other portals, for minutes.
    if (process.argv.includes("site")) return await benchSite(process.cwd(), given("--pages") ?? 1_000, peersAsked());

    // Alone too: `--operations N`.
    if (process.argv.includes("reference")) return await benchReference(process.cwd(), given("--operations") ?? 1_000);

    const portal = await startBenchPortal(dataDir);
    try {
      setEnv({
        DATABASE_URL: portal.databaseUrl,
        CLICKHOUSE_URL: portal.clickhouseUrl,
        NEXTAUTH_SECRET: "only-for-this-benchmark",
      });
      const memory = (when: string) =>
        Object.entries(portal.memoryMb()).map(([name, value]) => ({
          ...{ name: `memory, ${when}: ${name}`, value: Math.round(value), unit: "MB" },
        }));
      if (wants("start")) {
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        rows.push(...memory("idle"));
      }
      if (wants("verify")) rows.push(...(await benchVerify()));
      if (wants("keys")) rows.push(...(await benchKeys(process.argv.includes("--long"))));
      if (wants("docs")) rows.push(...(await benchVerifyBesideDocs(portal)));
      if (wants("events")) rows.push(...(await benchEvents(portal)), ...memory("after the events"));
      if (wants("sandbox")) rows.push(...(await benchSandbox()));
      if (wants("usage")) rows.push(...(await benchUsage(portal)));
      if (wants("middleware")) rows.push(...(await benchMiddleware(portal)));
      if (wants("deliveries")) rows.push(...(await benchDeliveries()));
      if (wants("bill")) rows.push(...(await benchBill(given("--calls"))));
      if (wants("stitching")) rows.push(...(await benchStitching(portal)));
      if (wants("funnel"))
        rows.push(...(await benchFunnel(portal, process.argv.includes("--long") ? 10_000_000 : 1_000_000)));
      if (wants("reports")) rows.push(...(await benchReports(portal, reportSizes())));
      // Last: what it kills starts again with an empty memory.
      if (wants("kill")) rows.push(...(await benchKill(portal, given("--kills"))));
    } finally {
      await closeClickhouse();
      await portal.stop();
    }
  } finally {
    removeDataDir(dataDir);
  }
  return rows;
}

async function benchStart(dataDir: string): Promise<Row[]> {
  const first = await startBenchPortal(dataDir);
  await first.stop();
  const again: number[] = [];
  for (let round = 0; round < 3; round++) {
    const portal = await startBenchPortal(dataDir);
    again.push(portal.startMs);
    await portal.stop();
  }
  return [
    { name: "start: empty data folder", value: seconds(first.startMs), unit: "s" },
    {
      ...{ name: "start: second", value: seconds(again.sort((a, b) => a - b)[1] ?? Number.NaN) },
      ...{ unit: "s", note: "median of 3" },
    },
  ];
}

function wants(part: string): boolean {
  const at = process.argv.indexOf("--only");
  return at < 0 || process.argv[at + 1] === part;
}

/** `--kills N`: other than 20 rounds of kill -9. `--calls N`: other than 10 million calls in the bill's ledger. */
function given(option: string): number | undefined {
  const at = process.argv.indexOf(option);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
}

/** `--peers fumadocs,nextra`; all when not said. */
function peersAsked(): Peer[] {
  const at = process.argv.indexOf("--peers");
  const names = at < 0 ? [] : (process.argv[at + 1] ?? "").split(",");
  return at < 0 ? [...peers] : peers.filter((name) => names.includes(name));
}

/** `--events N`: this size alone; `--long` goes up to 50 million. */
function reportSizes(): number[] {
  const one = given("--events");
  if (one) return [one];
  return process.argv.includes("--long") ? [1_000_000, 10_000_000, 50_000_000] : [1_000_000, 10_000_000];
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;

const rows = await run();
const width = Math.max(...rows.map((row) => row.name.length));
process.stdout.write(
  `${os.cpus()[0]?.model ?? "?"}, ${os.availableParallelism()} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`,
);
for (const { name, value, unit, note } of rows) {
  process.stdout.write(`${name.padEnd(width)}  ${String(value).padStart(9)} ${unit}${note ? ` (${note})` : ""}\n`);
}
const file = process.argv[process.argv.indexOf("--write") + 1];
if (process.argv.includes("--write") && file) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
