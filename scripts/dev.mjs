/** `npm run dev`: the house with Next in development, its other processes bundled again and restarted as server/ and lib/ change. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureGenerated, ensureInstalled, forgetBundle } from "./prepare.mjs";
import { root } from "./run.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
forgetBundle();
const { watchServer } = await import("./bundle.mjs");
await watchServer("dist/server");
process.chdir(root);
process.argv.push("--dev");
await import(pathToFileURL(path.join(root, "dist/server/start.mjs")).href);
