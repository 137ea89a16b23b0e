/**
 * `npm run check`: what is wrong with content/, by file and line. Exit 1 if anything is.
 * Samples marked `verify` are run against a fresh sandbox; those that work get today's date in content/verified.json. `--no-samples` leaves that out.
 * `npm run check -- --dates` also writes content/last-changed.json, from which builds without git history take their dates.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { portal } from "@/lib/base/config/portal";
import { writeProblem } from "@/lib/base/openapi/problem";
import { checkDocs } from "@/lib/docs/check-docs";
import { writeProven } from "@/lib/docs/run-samples";
import { writeDates } from "@/lib/docs/write-dates";
import { checkReference } from "@/lib/reference/check-reference";
import { getOperation } from "@/lib/reference/get-operation";
import { listReferenceAddresses } from "@/lib/reference/list-addresses";
import { listOperations } from "@/lib/reference/list-operations";
import { listAddresses } from "./list-addresses";

const root = process.cwd();
const icons = path.join(root, "node_modules/lucide-react/dist/esm/icons");

const operations = await Promise.all(
  (await listOperations()).map(async (operation) => {
    const answers = (await getOperation(operation.id))?.answers ?? [];
    return { ...operation, statuses: answers.map(({ status }) => status) };
  }),
);
const addresses = new Set((await listReferenceAddresses()).map(({ path }) => path));
const answers = listAddresses(root);
const reference = await checkReference();
for (const problem of reference) console.error(writeProblem(problem));
const problems = await checkDocs({
  root,
  cacheFolder: path.join(root, ".cache", "docs"),
  operations,
  docs: portal.docs,
  answers: (address) => addresses.has(address.replace(/\.md$/, "")) || answers(address),
  isIcon: (name) => [".mjs", ".js"].some((ending) => existsSync(path.join(icons, name + ending))),
});
for (const { file, line, message } of problems) console.error(`${file}${line ? `:${line}` : ""}: ${message}`);
const wrong = problems.length + reference.length;
console.log(wrong === 0 ? "content: nothing is wrong" : `content: ${wrong} to mend`);
process.exitCode = wrong === 0 ? 0 : 1;
if (process.argv.includes("--dates")) console.log(`content/last-changed.json: ${await writeDates(root)} files`);

/** Set by scripts/check.mjs, which can bundle processes and start the database. */
const { samplesWith } = globalThis as { samplesWith?: () => Promise<{ databaseUrl: string; bundle: string }> };
if (samplesWith) {
  const { runSamplesHere } = await import("./run-samples-here");
  const run = await runSamplesHere(root, await samplesWith());
  for (const { file, line, message } of run.problems) console.error(`${file}:${line}: ${message}`);
  await writeProven(root, run, new Date());
  const skipped = run.skipped ? `, ${run.skipped} skipped: there is no python3 here` : "";
  console.log(`samples: ${run.passed.length} work, ${run.problems.length} do not${skipped}`);
  if (run.problems.length) process.exitCode = 1;
}
