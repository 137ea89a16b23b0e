/** Builds dist/: the same sources once as ES modules and once as CommonJS, each with its types. */
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const require = createRequire(import.meta.url);
const tsc = path.join(path.dirname(require.resolve("typescript/package.json")), "bin/tsc");

rmSync(path.join(here, "dist"), { recursive: true, force: true });
for (const [folder, module, type] of [
  ["esm", "esnext", "module"],
  ["cjs", "commonjs", "commonjs"],
]) {
  const out = path.join(here, "dist", folder);
  const args = [tsc, "-p", here, "--module", module, "--outDir", out];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(path.join(out, "package.json"), `${JSON.stringify({ type })}\n`);
}
// The program is run, never imported: once is enough.
rmSync(path.join(here, "dist/cjs/import-nginx"), { recursive: true });
chmodSync(path.join(here, "dist/esm/import-nginx/main.js"), 0o755);
