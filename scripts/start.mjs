/** `npm start`: makes ready what is not ready yet, then becomes the supervisor. */

import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, ensureBuilt, ensureGenerated, ensureInstalled } from "./prepare.mjs";
import { root } from "./run.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
await ensureBuilt({ check: true });
process.chdir(root);
await import(pathToFileURL(path.join(root, "dist/server/start.mjs")).href);
