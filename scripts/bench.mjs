/** `npm run bench`: builds what is not built, then measures (bench/run.ts). Close other programs first: it needs the machine to itself. */
import path from "node:path";
import { build } from "esbuild";
import { checkNode, ensureBuilt, ensureGenerated, ensureInstalled } from "./prepare.mjs";
import { root, run } from "./run.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
await ensureBuilt();
const outfile = path.join(root, "dist/bench/run.mjs");
await build({
  absWorkingDir: root,
  entryPoints: ["bench/run.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
process.exitCode = await run(process.execPath, [outfile, ...process.argv.slice(2)]);
