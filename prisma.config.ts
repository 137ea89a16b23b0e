import { defineConfig } from "prisma/config";
import { env } from "./lib/base/env";

/** For Prisma's own command line; the house itself generates by scripts/generate.mjs and applies by `npm run migrate`. */
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: env().DATABASE_URL },
});
