/** Finds or installs a Chromium for the browser tests and writes where it is to .cache/browser.json, which e2e/browser.ts reads. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, run } from "./run.mjs";

const require = createRequire(import.meta.url);
/** The last one for Node 20. Its browser comes inside the package, for where nothing but a package registry is reached. */
const packagedChromium = "@sparticuz/chromium@143.0.4";
const cache = path.join(root, ".cache/browser");

/** Answers `{ executablePath, args }`; throws when there is no way to get a browser here. */
export async function ensureBrowser() {
  const found = (await ownBrowser()) ?? systemBrowser() ?? (await installBrowser());
  if (!found) throw new Error("no Chromium found, and none could be installed");
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  writeFileSync(path.join(root, ".cache/browser.json"), `${JSON.stringify(found)}\n`);
  return found;
}

async function ownBrowser() {
  const { chromium } = require("@playwright/test");
  const executablePath = chromium.executablePath();
  return existsSync(executablePath) ? { executablePath, args: [] } : null;
}

function systemBrowser() {
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const places = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  places.push(
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  );
  for (const executablePath of places) {
    try {
      accessSync(executablePath, constants.X_OK);
      execFileSync(executablePath, ["--version"], { stdio: "pipe", timeout: 20_000 });
      return { executablePath, args: [] };
    } catch {
      // Not there, or there and broken: the next one.
    }
  }
  return null;
}

async function installBrowser() {
  console.log("waymark: looking for a browser to test with");
  // Five minutes: 170 MB over a slow line. Where its host is not reached it fails at once.
  if (
    (await run(process.execPath, [require.resolve("@playwright/test/cli"), "install", "chromium"], {
      timeout: 300_000,
    })) === 0
  ) {
    const own = await ownBrowser();
    if (own) return own;
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && existsSync("/etc/debian_version")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
    const system = systemBrowser();
    if (system) return system;
  }
  return unpackBrowser();
}

async function unpackBrowser() {
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, "package.json"), '{ "private": true }\n');
  if ((await run("npm", ["install", "--prefix", cache, "--no-audit", "--no-fund", packagedChromium])) !== 0)
    return null;
  const entry = createRequire(path.join(cache, "package.json")).resolve("@sparticuz/chromium");
  const { default: chromium } = await import(pathToFileURL(entry).href);
  return { executablePath: await chromium.executablePath(), args: chromium.args };
}
