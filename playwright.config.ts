import { defineConfig } from "@playwright/test";
import { chromiumOptions } from "./e2e/browser";

/** Browser tests run against the built portal (`npm run build`), each file on a portal of its own with fresh data. */
export default defineConfig({
  globalSetup: "./e2e/global-setup.ts",
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  fullyParallel: false,
  // Two cores: one portal and one browser at a time.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    launchOptions: chromiumOptions(),
    // A headless browser says so in its user agent, and the portal counts no robots.
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
    viewport: { width: 1440, height: 900 },
    // Actions, network and console: pictures and copies of the page for each step took a fifth of the time.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
    screenshot: "only-on-failure",
  },
});
