/** `npm run check`: looks for mistakes in content/ (server/content/main.ts): broken links, anchors, media, components. A second or two. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureGenerated, ensureInstalled } from "./prepare.mjs";
import { root } from "./run.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
const { build, stop } = await import("esbuild");
const program = path.join(root, ".cache/check/check.mjs");
await build({
  absWorkingDir: root,
  entryPoints: ["server/content/main.ts"],
  outfile: program,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});
process.chdir(root);
await import(pathToFileURL(program).href);
// The compiler's helper process would keep this one.
await stop();
