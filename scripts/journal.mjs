/** `npm run journal`: shows and checks the edge's journal (server/journal/main.ts); reads only, also while the portal runs. */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureGenerated, ensureInstalled } from "./prepare.mjs";
import { root } from "./run.mjs";

checkNode();
const program = path.join(root, "dist/server/journal.mjs");
if (!existsSync(program)) {
  await ensureInstalled();
  await ensureGenerated();
  const { bundleServer } = await import("./bundle.mjs");
  await bundleServer("dist/server");
}
process.chdir(root);
await import(pathToFileURL(program).href);
