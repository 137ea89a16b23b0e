/** What must be there before the house can start: packages, the Prisma client, the bundles and the pages. Only Node's own modules here. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { must, root, run } from "./run.mjs";

const leastNode = [20, 19];

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  console.error(`waymark: Node.js ${leastNode.join(".")} or newer is needed, this is ${process.versions.node}`);
  process.exit(1);
}

/** `npm ci`, when what is installed is not what package-lock.json says. */
export async function ensureInstalled() {
  if (installed()) return;
  console.log("waymark: installing packages");
  // Under npm, the very npm that was called.
  const npm = process.env.npm_execpath?.endsWith(".js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  // Built and tested here: development packages are wanted whatever NODE_ENV says.
  await must(npm[0], [...npm.slice(1), "ci", "--include=dev", "--no-audit", "--no-fund"]);
}

function installed() {
  let have;
  try {
    have = JSON.parse(readFileSync(path.join(root, "node_modules/.package-lock.json"), "utf8")).packages;
  } catch {
    return false;
  }
  const want = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(([place, { version, optional, devOptional, peer }]) => {
    // Optional packages are those of other platforms too; npm leaves out optional peers.
    if (place === "" || optional || devOptional || peer) return true;
    return have[place]?.version === version;
  });
}

/** The Prisma client, when prisma/schema has changed since. */
export async function ensureGenerated() {
  const hash = hashOf(["prisma/schema", "node_modules/prisma/package.json"]);
  if (readStamps().generated === hash && existsSync(path.join(root, "lib/base/prisma-client/client.ts"))) return;
  await must(process.execPath, ["scripts/generate.mjs"]);
  writeStamp("generated", hash);
}

const shared = [
  "lib",
  "portal.config.ts",
  "portal.events.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "prisma/schema",
];
const bundleSources = [...shared, "server", "scripts/bundle.mjs"];
/** What the pages' bundles are made of, but for text in content/; also what the repository has none of and Next looks for. */
const pageCode = [
  ...shared,
  "app",
  "components",
  "content",
  "public",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  ".browserslistrc",
  ".env",
  ".env.local",
  ".env.production",
  ".env.production.local",
];
const pageSources = [...pageCode, "scripts/lean-heap.cjs", "scripts/lighten-pages.mjs"];

/**
 * Bundles server/ to dist/server and builds the pages, each when anything it is made of has changed since (or `always`).
 * With `check`, settings are looked at before the pages are built: a wrong one is told now, not after a minute. The pages' own bundles
 * are kept while nothing changes that they are made of: new text is drawn with them.
 */
export async function ensureBuilt({ always = false, check = false } = {}) {
  const bundled = hashOf(bundleSources);
  if (always || readStamps().bundled !== bundled || !existsSync(path.join(root, "dist/server/start.mjs"))) {
    const { bundleServer } = await import("./bundle.mjs");
    await bundleServer("dist/server");
    writeStamp("bundled", bundled);
  }
  const built = hashOf(pageSources);
  if (!always && readStamps().built === built && existsSync(path.join(root, ".next/BUILD_ID"))) return;
  if (check) await must(process.execPath, ["dist/server/check.mjs"]);
  console.log("waymark: building the pages");
  writeStamp("built", "");
  await buildPages();
  const { lightenPages } = await import("./lighten-pages.mjs");
  await lightenPages();
  writeStamp("built", built);
}

/**
 * Bundles, then pages, in two processes: the bundler's gigabyte is given back before the pages are drawn. Both collect their garbage early
 * (scripts/lean-heap.cjs, GOMEMLIMIT for the compiler of MDX). What that comes to is in bench/RESULTS.md.
 */
async function buildPages() {
  const { makeStyles } = await import("./make-styles.mjs");
  const code = hashOf(pageCode, isNoText, `${inlinedSettings()}\0${await makeStyles()}`);
  if (readStamps().compiled === `${code} ${readBuildId()}`) {
    removeDrawn(path.join(root, ".next"));
  } else {
    writeStamp("compiled", "");
    await runNext("compile");
    writeStamp("compiled", `${code} ${readBuildId()}`);
  }
  await runNext("generate");
}

/** Text of the content is only drawn by the bundles; classes that it names are in the styles. JSON may be imported by a component. */
const isNoText = (place) =>
  !(place.startsWith("content/") && /(\.(mdx?|ya?ml)|\/meta\.json|\/verified\.json)$/.test(place));

/** Next writes these into the bundles. */
const inlinedSettings = () => {
  const inlined = /^(NEXT_PUBLIC_.*|NEXT_DEPLOYMENT_ID|NEXT_SERVER_ACTIONS_ENCRYPTION_KEY)$/;
  return JSON.stringify(
    Object.entries(process.env)
      .filter(([name]) => inlined.test(name))
      .sort(),
  );
};

/** Names the bundles that are there, whoever made them; undefined where there are none. */
function readBuildId() {
  try {
    return readFileSync(path.join(root, ".next/BUILD_ID"), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Takes away what was drawn with the bundles before: no page outlives its text. */
export function removeDrawn(next) {
  const app = path.join(next, "server/app");
  for (const entry of readdirSync(app, { recursive: true, withFileTypes: true })) {
    const drawn = entry.isDirectory() ? /\.segments$/ : /\.(html|rsc|meta|body)$/;
    if (drawn.test(entry.name)) rmSync(path.join(entry.parentPath, entry.name), { recursive: true, force: true });
  }
  rmSync(path.join(next, "static/flight"), { recursive: true, force: true });
}

async function runNext(mode) {
  const leanHeap = `--require "${path.join(root, "scripts/lean-heap.cjs").replaceAll("\\", "/")}"`;
  const env = {
    GOMEMLIMIT: "96MiB",
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} ${leanHeap}`.trim(),
  };
  const args = ["node_modules/next/dist/bin/next", "build", "--experimental-build-mode", mode];
  const code = await run(process.execPath, args, { env });
  if (code !== 0) throw new Error(`next build (${mode}) ended with exit code ${code}`);
}

/** dist/server is written by something else than a build: the next one bundles again. */
export function forgetBundle() {
  writeStamp("bundled", "");
}

const stampsFile = path.join(root, "dist/stamps.json");

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampsFile, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(name, hash) {
  mkdirSync(path.dirname(stampsFile), { recursive: true });
  writeFileSync(stampsFile, `${JSON.stringify({ ...readStamps(), [name]: hash })}\n`);
}

/** Of these parts of the house only tests and generated files bear such names. */
const notBuilt = (place, name) => /^(lib|server)\//.test(place) && (name === "prisma-client" || name === "testing");

/** SHA-256 over names and contents; tests and generated files change nothing that is built, nor do files that `counts` does not want. */
function hashOf(places, counts = () => true, more = "") {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]).update(more);
  const visit = (place) => {
    const full = path.join(root, place);
    let entries;
    try {
      entries = readdirSync(full, { withFileTypes: true });
    } catch (error) {
      if (error.code === "ENOENT") return;
      if (counts(place)) hash.update(`${place}\0`).update(readFileSync(full)).update("\0");
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (notBuilt(`${place}/`, entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
      visit(`${place}/${entry.name}`);
    }
  };
  for (const place of places) visit(place);
  return hash.digest("hex");
}
