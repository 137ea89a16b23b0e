import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { dayMs, nowMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { runChild, StartFault } from "../child";
import { fullSize, makeJourneys } from "./make-journeys";
import { writeSample } from "./write-sample";
import { writeSurroundings } from "./write-surroundings";

// `npm run demo`: fills stores that hold nothing else with sample journeys, once. Under `start` the URLs are always set.
const settings = env();
const log = createLogger("demo", settings.LOG_LEVEL);
/** What is in the stores; its being there is what makes a folder a sample's, and `-- --remove` willing to delete it. */
const note = path.join(settings.dataDir, "sample.json");
const noteSchema = z.object({ seed: z.number(), endMs: z.number(), done: z.boolean() });
const seed = 20_261;

runChild(log, async () => {
  const db = postgres();
  const before = existsSync(note) ? noteSchema.parse(JSON.parse(readFileSync(note, "utf8"))) : null;
  if (!before && (await db.person.count()) > 0) {
    throw new StartFault(
      `DATA_DIR ${settings.dataDir} holds a portal of its own: sample data is never written beside real data`,
    );
  }
  if (!before?.done) {
    // Whole days, so that a second try of the same day makes the same rows.
    const plan = before ?? { seed, endMs: Math.floor(nowMs() / dayMs) * dayMs, done: false };
    keep(plan);
    const begun = performance.now();
    const sample = makeJourneys(plan.seed, plan.endMs, fullSize);
    await writeSample(db, sample);
    await writeSurroundings(db, plan.seed, plan.endMs);
    keep({ ...plan, done: true });
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    log.info(
      { seconds, events: sample.events.length, calls: sample.calls.length, companies: sample.companies.length },
      "90 days of sample journeys written",
    );
  }
  await closePostgres();
  // `ready` means done here, as in migrate.
  setTimeout(() => process.exit(0), 20);
  return { stop: async () => {} };
});

function keep(state: z.infer<typeof noteSchema>): void {
  writeFileSync(note, `${JSON.stringify(state)}\n`);
}
