import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { freePort } from "../server/free-port";
import { lastWords, runMeasured } from "./process-tree";
import type { Row } from "./row";
import { measureLighthouse } from "./site-lighthouse";
import { samplePage, writePages } from "./site-pages";
import { prepareFumadocs, prepareNextra } from "./site-peers";

/** A docs portal with the generated pages in it, ready to be built. */
export type Site = {
  name: string;
  folder: string;
  /** Where its pages stand and under which address they are read. */
  content: string;
  address: string;
  build: [command: string, ...args: string[]];
  /** What a build leaves behind: taken away before a cold one. */
  leaves: string[];
  serve(port: number): { command: string; args: string[]; env?: Record<string, string>; ready: string };
};

const peerMakers = { fumadocs: prepareFumadocs, nextra: prepareNextra };
export type Peer = keyof typeof peerMakers;
export const peers = Object.keys(peerMakers) as Peer[];

const loadSeconds = 5;
const searches = 300;

/**
 * `count` generated pages with four blocks of code each, built by this portal, Fumadocs and Nextra in one run on one machine: cold, again
 * after one page has changed, memory, the weight of a page, pages a second; of ours the search and Lighthouse too. The portals stand in
 * `.cache/bench`, the others from npm as their own documentation sets them up.
 */
export async function benchSite(root: string, count: number, beside: readonly Peer[]): Promise<Row[]> {
  const bench = path.join(root, ".cache/bench");
  mkdirSync(bench, { recursive: true });
  const rows: Row[] = [];
  const measured: Record<string, Record<string, number>> = {};
  const makers = [prepareWaymark, ...beside.map((name) => peerMakers[name])];
  for (const make of makers) {
    try {
      const site = await make(root, bench);
      rmSync(site.content, { recursive: true, force: true });
      writePages(site.content, count);
      const found = await measureSite(site);
      measured[site.name] = found.values;
      rows.push(...found.rows);
    } catch (error) {
      // Another portal that does not build here is no reason to lose what was measured.
      if (make === prepareWaymark) throw error;
      console.error(`${make.name}: ${(error as Error).message}`);
    }
  }
  const ours = measured.Waymark as Record<string, number>;
  for (const [name, theirs] of Object.entries(measured)) {
    if (name === "Waymark") continue;
    for (const what of ["cold", "warm", "html", "js", "rate"]) {
      const ratio = (ours[what] as number) / (theirs[what] as number);
      rows.push({ name: `site: Waymark / ${name}, ${what}`, value: Math.round(ratio * 100) / 100, unit: "ratio" });
    }
  }
  return rows;
}

async function measureSite(site: Site): Promise<{ rows: Row[]; values: Record<string, number> }> {
  const [command, ...args] = site.build;
  for (const left of site.leaves) rmSync(path.join(site.folder, left), { recursive: true, force: true });
  const cold = await runMeasured(command, args, site.folder);
  appendFileSync(path.join(site.content, `${samplePage}.mdx`), "\nOne more sentence.\n");
  const warm = await runMeasured(command, args, site.folder);
  const rows: Row[] = [
    row(site, "build, cold", cold.seconds, "s"),
    row(site, "build again after one page has changed", warm.seconds, "s"),
    row(site, "build, peak memory", cold.peakMb, "MB"),
  ];
  const port = await freePort();
  const { command: program, args: given, env, ready } = site.serve(port);
  const child = spawn(program, given, {
    cwd: site.folder,
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await untilSays(child, ready);
    const origin = `http://127.0.0.1:${port}`;
    const url = `${origin}${site.address}/${samplePage}`;
    const page = await weigh(origin, url);
    const load = await autocannon({ url, connections: 16, duration: loadSeconds, headers: browser });
    if (load.non2xx > 0) throw new Error(`${url}: ${load.non2xx} of ${load.requests.total} refused`);
    rows.push(
      row(site, "HTML of a page, gzip", page.html / 1024, "KB"),
      row(site, "JavaScript of a page, gzip", page.js / 1024, "KB"),
      row(site, "static page", load.requests.average, "requests/s", `p50 ${load.latency.p50} ms, 16 callers`),
    );
    if (site.name === "Waymark") {
      rows.push(row(site, "search, p99", await timeSearches(origin), "ms", `${searches} queries, one after another`));
      rows.push(
        ...(await measureLighthouse(origin, ["/", `${site.address}/${samplePage}`, "/reference/createShipment"])),
      );
    }
    const values = { cold: cold.seconds, warm: warm.seconds, ...page, rate: load.requests.average as number };
    return { rows, values };
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

const browser = {
  accept: "text/html",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36",
};

/** The page and every script that its HTML has a browser load, compressed alike. Scripts for browsers without modules are not loaded. */
async function weigh(origin: string, url: string): Promise<{ html: number; js: number }> {
  const text = await (await fetch(url, { headers: browser })).text();
  const sources = [...text.matchAll(/<script\b([^>]*)\bsrc="([^"]+)"([^>]*)>/g)]
    .filter(([, before, , after]) => !/nomodule/i.test(`${before}${after}`))
    .map(([, , source]) => new URL((source as string).replaceAll("&amp;", "&"), url));
  let js = 0;
  for (const source of new Set(sources.filter((one) => one.origin === origin).map(String))) {
    js += gzipSync(await (await fetch(source)).text()).length;
  }
  return { html: gzipSync(text).length, js };
}

async function timeSearches(origin: string): Promise<number> {
  const queries = ["parcel", "weihgt", "customs refund", "create shipment", "page 25", "webhok signature", "label-17"];
  const took: number[] = [];
  for (let index = 0; index < searches; index++) {
    const query = encodeURIComponent(`${queries[index % queries.length]}${index % 3 === 0 ? ` ${index}` : ""}`);
    const at = performance.now();
    const response = await fetch(`${origin}/api/search?q=${query}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`search answered ${response.status}`);
    took.push(performance.now() - at);
  }
  // The first builds the index.
  return took.slice(5).sort((a, b) => a - b)[Math.floor((searches - 5) * 0.99)] as number;
}

function row(site: Site, what: string, value: number, unit: string, note?: string): Row {
  const rounded = value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return { name: `site: ${site.name}, ${what}`, value: rounded, unit, note };
}

async function untilSays(child: ChildProcess, words: string): Promise<void> {
  const last = lastWords(child);
  await new Promise<void>((resolve, reject) => {
    const look = () => last().includes(words) && resolve();
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready:\n${last()}`)));
  });
}

/** This checkout as committed, with the pages as one more section of its docs; its packages are hard links to ours. */
export async function prepareWaymark(root: string, bench: string): Promise<Site> {
  const folder = path.join(bench, "waymark");
  rmSync(folder, { recursive: true, force: true });
  // With its history's last commit: what looks for classes in the sources leaves out what .gitignore names only in a repository.
  execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${root}`, folder]);
  execFileSync("cp", ["-al", path.join(root, "node_modules"), path.join(folder, "node_modules")]);
  // The others have one language: ours would show each page in a second one.
  rmSync(path.join(folder, "content/docs/de"), { recursive: true });
  renameSync(path.join(folder, "portal.config.ts"), path.join(folder, "portal.own.ts"));
  writeFileSync(
    path.join(folder, "portal.config.ts"),
    `import own from "./portal.own";\nexport default { ...own, docs: { ...own.docs, languages: [] } };\n`,
  );
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "waymark-bench-"));
  return {
    name: "Waymark",
    folder,
    content: path.join(folder, "content/docs/generated"),
    address: "/docs/generated",
    build: [process.execPath, "scripts/build.mjs"],
    leaves: [".next", ".cache", "dist"],
    serve: (port) => ({
      command: process.execPath,
      args: ["dist/server/start.mjs"],
      env: { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: "warn" },
      ready: "is ready at",
    }),
  };
}
