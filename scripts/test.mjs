/**
 * `npm test`: installs what it needs, then lock file, format and lint, types, content, unit and database tests, build, browser tests.
 * Goes on after a failure, so that one run tells everything; ends with `N passed, N failed` (a failed step counts as one).
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { checkNode, ensureBuilt, ensureGenerated, ensureInstalled } from "./prepare.mjs";
import { bin, root, run } from "./run.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();

let passed = 0;
let failed = 0;

/** What is wrong with a step whose failures are in the sum already. */
const counted = new Set();
const alreadyCounted = (count) => {
  const problem = `${count} tests`;
  counted.add(problem);
  return problem;
};

/** Runs one step; answers whether it went well. */
async function step(name, act) {
  const begun = performance.now();
  console.log(`\n== ${name}`);
  let problem;
  try {
    problem = await act();
  } catch (error) {
    problem = error.message;
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`== ${name}: ${problem ? `FAILED (${problem})` : "ok"}, ${seconds} s`);
  if (problem && !counted.has(problem)) failed++;
  return !problem;
}

const command = async (file, args, options) => {
  const code = await run(file, args, options);
  return code === 0 ? undefined : `exit code ${code}`;
};

await step("lock file", () => command(process.execPath, ["scripts/check-lock.mjs"]));
await step("format and lint", () => command(bin("biome"), ["check", "--error-on-warnings"]));
await step("types", () => command(bin("tsc"), ["--noEmit"]));

await step("content", () => command(process.execPath, ["scripts/check.mjs", "--no-samples"]));

await step("servers to test with", async () => {
  const { ensureServers } = await import("./servers.mjs");
  for (const name of await ensureServers()) console.log(`${name} is not here: the tests that need it are skipped`);
});

const vitestReport = path.join(root, ".cache/vitest.json");
await step("unit and database tests", async () => {
  rmSync(vitestReport, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`];
  const problem = await command(bin("vitest"), ["run", ...reporters]);
  const report = read(vitestReport);
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  // Failed tests are counted already; a file that could not be loaded has none to count.
  return report.numFailedTests > 0 ? alreadyCounted(report.numFailedTests) : problem;
});

const built = await step("build", () => ensureBuilt());

if (existsSync(path.join(root, "playwright.config.ts"))) {
  await step("browser tests", async () => {
    if (!built) return "nothing to test: the build failed";
    const { ensureBrowser } = await import("./browser.mjs");
    console.log(`browser: ${(await ensureBrowser()).executablePath}`);
    const playwrightReport = path.join(root, ".cache/playwright.json");
    rmSync(playwrightReport, { force: true });
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport };
    const problem = await command(bin("playwright"), ["test", "--reporter=list,json"], { env });
    const { stats } = read(playwrightReport);
    passed += stats.expected + stats.flaky;
    failed += stats.unexpected;
    return stats.unexpected > 0 ? alreadyCounted(stats.unexpected) : problem;
  });
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

function read(file) {
  if (!existsSync(file)) throw new Error("the tests did not run");
  return JSON.parse(readFileSync(file, "utf8"));
}
