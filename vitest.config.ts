import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: ["{lib,app,components,server,clients,scripts,bench,content}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", ".next/**", "dist/**", ".cache/**"],
    globalSetup: ["lib/base/testing/global-setup.ts"],
    // Database tests mostly wait: on two cores, vitest's own choice of one worker leaves half the machine idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // Tests that start processes need more than the default 5 s on two busy cores.
    testTimeout: 30_000,
    hookTimeout: 90_000,
    // What is waited for comes when the machine gets to it; vitest's own second is a race on a busy one.
    expect: { poll: { timeout: 15_000 } },
  },
});
