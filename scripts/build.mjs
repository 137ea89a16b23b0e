/** `npm run build`: the Prisma client and the bundles as far as they have changed, and all pages. */
import { checkNode, ensureBuilt, ensureGenerated, ensureInstalled } from "./prepare.mjs";

checkNode();
await ensureInstalled();
await ensureGenerated();
await ensureBuilt({ always: true });
