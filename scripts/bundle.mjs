import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { build, context, stop } from "esbuild";
import { root } from "./run.mjs";

/** Bundles every `server/<name>/main.ts` to `<folder>/<name>.mjs`, packages stay in node_modules, and the browser tracker to `<folder>/wm.js`. Takes about 0.2 s. */
export async function bundleServer(folder) {
  await build(options(folder));
  await build(trackerOptions(folder));
  // Its helper process would stay as long as ours.
  await stop();
}

/** As bundleServer, and again whenever a source changes, until the process ends. */
export async function watchServer(folder) {
  for (const chosen of [options(folder), trackerOptions(folder)]) {
    const watcher = await context(chosen);
    await watcher.rebuild();
    await watcher.watch();
  }
}

function options(folder) {
  const names = readdirSync(path.join(root, "server"));
  const programs = names.filter((name) => existsSync(path.join(root, "server", name, "main.ts")));
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(programs.map((name) => [name, `server/${name}/main.ts`])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
  };
}

/** The edge puts the write key in when it serves the script. */
export function trackerOptions(folder) {
  return {
    absWorkingDir: root,
    entryPoints: { wm: "lib/collector/tracker/wm.ts" },
    outdir: folder,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2019",
    define: { WRITE_KEY: '"{{WRITE_KEY}}"', CONSENT: '"{{CONSENT}}"' },
    logLevel: "warning",
  };
}
