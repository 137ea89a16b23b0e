/**
 * `npm run demo`: as `npm start`, with 90 days of sample journeys in stores of their own (`DATA_DIR`, by default `.data-demo`).
 * `npm run demo -- --remove` deletes them. The first start takes a minute or two longer.
 */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const folder = path.resolve(root, process.env.DATA_DIR ?? ".data-demo");

if (process.argv.includes("--remove")) {
  if (!existsSync(folder)) fail(`there is no sample data in ${path.relative(root, folder)}`);
  if (!existsSync(path.join(folder, "sample.json")))
    fail(`${path.relative(root, folder)} is not a sample's: nothing deleted`);
  if (existsSync(path.join(folder, "lock"))) {
    console.log("waymark: if the demo still runs, stop it first (Ctrl-C)");
  }
  rmSync(folder, { recursive: true, force: true });
  console.log("waymark: sample data removed");
  process.exit(0);
}
if (process.env.DATABASE_URL || process.env.CLICKHOUSE_URL) {
  fail("the demo runs on embedded stores: unset DATABASE_URL and CLICKHOUSE_URL");
}
process.env.DATA_DIR = folder;
process.env.WAYMARK_DEMO = "true";
await import("./start.mjs");

function fail(line) {
  process.stderr.write(`waymark: ${line}\n`);
  process.exit(1);
}
