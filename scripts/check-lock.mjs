/**
 * `npm run check:lock`: is package-lock.json complete? Some registries lack the packages of other platforms; `npm install` then drops
 * them from the lock, and `npm ci` fails on those platforms. `--fix` puts them back, without asking a registry.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./run.mjs";

/** Optional packages that some entry of the lock asks for and that have no entry: `{ parent, name, range }`. */
export function findMissing(packages) {
  return Object.entries(packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !resolvePlace(packages, parent, name))
      .map(([name, range]) => ({ parent, name, range })),
  );
}

/** Where Node would find `name` from `parent`: beside it or in a node_modules above. */
function resolvePlace(packages, parent, name) {
  for (let at = parent; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const place = `${at ? `${at}/` : ""}node_modules/${name}`;
    if (packages[place]) return place;
    if (!at) return undefined;
  }
}

/** The lock with a stub for each missing package: version and the platforms it is for, as its name tells them. */
export function addStubs(packages) {
  const added = { ...packages };
  for (const { parent, name, range } of findMissing(packages)) {
    added[`node_modules/${name}`] = {
      version: range.replace(/^[\^~=v]+/, ""),
      ...(packages[parent].dev ? { dev: true } : {}),
      optional: true,
      ...platformOf(name),
    };
  }
  const [whole, ...rest] = Object.entries(added);
  return Object.fromEntries([whole, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32", "aix"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

export function platformOf(name) {
  const words = name.split("/").at(-1).replace("linuxmusl", "linux-musl").replace("windows", "win32").split("-");
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  const musl = words.some((word) => word.startsWith("musl"));
  const gnu = words.some((word) => word.startsWith("gnu"));
  return {
    ...(os.length ? { os } : {}),
    ...(cpu.length ? { cpu } : {}),
    ...(os.includes("linux") && (musl || gnu) ? { libc: [musl ? "musl" : "glibc"] } : {}),
  };
}

function main() {
  const file = path.join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = findMissing(lock.packages);
  if (missing.length && process.argv.includes("--fix")) {
    writeFileSync(file, `${JSON.stringify({ ...lock, packages: addStubs(lock.packages) }, null, 2)}\n`);
    console.log(`package-lock.json: ${missing.length} packages of other platforms put back`);
  } else if (missing.length) {
    for (const { parent, name } of missing)
      console.error(`package-lock.json: ${parent} wants ${name}, which has no entry`);
    console.error("Put them back with: npm run check:lock -- --fix");
    process.exit(1);
  }
  const resolved = Object.keys(lock.packages).filter((place) => lock.packages[place].resolved?.startsWith("http"));
  if (resolved.length) {
    console.error(
      `package-lock.json: ${resolved.length} entries name a registry's address (set omit-lockfile-registry-resolved)`,
    );
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
