import { readFileSync } from "node:fs";
import path from "node:path";
import type { LaunchOptions } from "@playwright/test";

/** How to launch the Chromium that scripts/browser.mjs found (`npm test` runs it first); Playwright's own without it. */
export function chromiumOptions(): LaunchOptions {
  const found = readBrowser();
  // Root has no user namespace to build the sandbox from; the pages under test are our own.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return {
    ...(found.executablePath ? { executablePath: found.executablePath } : {}),
    args: [...sandbox, "--disable-background-networking", "--disable-component-update", ...found.args],
  };
}

function readBrowser(): { executablePath?: string; args: string[] } {
  try {
    return JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../.cache/browser.json"), "utf8"));
  } catch {
    return { args: [] };
  }
}
