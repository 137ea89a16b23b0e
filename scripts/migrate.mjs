/** `npm run migrate`: brings PostgreSQL and ClickHouse (by their URLs, or the embedded ones) up to this release. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureGenerated, ensureInstalled, forgetBundle } from "./prepare.mjs";
import { root } from "./run.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
forgetBundle();
const { bundleServer } = await import("./bundle.mjs");
await bundleServer("dist/server");
process.chdir(root);
await import(pathToFileURL(path.join(root, "dist/server/migrate.mjs")).href);
