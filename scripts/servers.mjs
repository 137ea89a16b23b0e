/** Finds or installs the servers that the tests run for real beside the portal: nginx (auth_request) and Redis (shared limits). */
import { existsSync } from "node:fs";
import path from "node:path";
import { run } from "./run.mjs";

const wanted = ["nginx", "redis-server"];

/** Answers the names that are neither here nor installable; their tests are skipped and said to be. */
export async function ensureServers() {
  const missing = wanted.filter((name) => !isHere(name));
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    // RUNLEVEL=1 keeps Debian's packages from starting a service of their own.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  }
  return wanted.filter((name) => !isHere(name));
}

function isHere(name) {
  const folders = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    "/usr/sbin",
    "/usr/local/sbin",
    "/opt/homebrew/bin",
  ];
  return folders.some((folder) => existsSync(path.join(folder, name)));
}
