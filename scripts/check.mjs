/** `npm run check`: looks for mistakes in content/ (server/content/main.ts): broken links, anchors, media, components. A second or two; and runs the samples marked `verify` against a sandbox made for it (not with `--no-samples`): some ten seconds more. */
import { fork } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
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
let stores;
const folder = path.join(root, ".cache", `check-${process.pid}`);
if (!process.argv.includes("--no-samples")) {
  globalThis.samplesWith = async () => {
    const { bundleServer } = await import("./bundle.mjs");
    await bundleServer(folder);
    const dataDir = mkdtempSync(path.join(os.tmpdir(), "waymark-check-"));
    // As root the database runs as another user, who must get in.
    chmodSync(dataDir, 0o755);
    const { DATABASE_URL, CLICKHOUSE_URL, ...rest } = process.env;
    const env = { ...rest, DATA_DIR: dataDir, LOG_LEVEL: "warn", CLICKHOUSE_URL: "http://127.0.0.1:9/nowhere" };
    stores = fork(path.join(folder, "stores.mjs"), ["--disposable"], { env });
    stores.once("exit", () => rmSync(dataDir, { recursive: true, force: true }));
    const databaseUrl = await new Promise((resolve, reject) => {
      stores.once("exit", (code) => reject(new Error(`the database ended before it was ready (${code})`)));
      stores.on("message", (message) => {
        if (message.fault) reject(new Error(message.fault));
        if (message.env?.DATABASE_URL) resolve(message.env.DATABASE_URL);
      });
    });
    return { databaseUrl, bundle: folder };
  };
}
try {
  await import(pathToFileURL(program).href);
} finally {
  if (stores) {
    const ended = new Promise((resolve) => stores.once("exit", resolve));
    if (stores.kill("SIGTERM")) await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
// The compiler's helper process would keep this one.
await stop();
