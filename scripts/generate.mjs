/** `npm run generate`: writes the Prisma client into lib/base/prisma-client. Needs no network. */
import { spawnSync } from "node:child_process";
import { root } from "./run.mjs";

// `prisma generate` asks for a schema engine and would download it, yet never runs it: any existing file will do.
const result = spawnSync(process.execPath, ["node_modules/prisma/build/index.js", "generate", "--no-hints"], {
  cwd: root,
  encoding: "utf8",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  },
});
if (result.status !== 0) {
  process.stderr.write(`${result.stdout}${result.stderr}`);
  process.exit(result.status ?? 1);
}
