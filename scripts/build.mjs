/** `npm run build`: the Prisma client, the bundles of the processes and all pages, whether they have changed or not. */
import { checkNode, ensureBuilt, ensureGenerated, ensureInstalled } from "./prepare.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
await ensureBuilt({ always: true });
