import { spawn } from "node:child_process";
import path from "node:path";

/** The repository's root: every script works from here, wherever it was called. */
export const root = path.resolve(import.meta.dirname, "..");

/** Runs a program in the root with our own terminal; resolves with its exit code (128 + 15 when a signal ended it). */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 143));
  });
}

/** As `run`, and ends this process with the same code when it is not 0. */
export async function must(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) process.exit(code);
}

/** A program of our own node_modules: `bin("next")`. */
export function bin(name) {
  return path.join(root, "node_modules", ".bin", name);
}
