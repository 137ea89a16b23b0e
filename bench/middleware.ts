import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { closePostgres } from "@/lib/base/postgres";
import type { BenchPortal } from "./portal";
import type { Row } from "./row";
import { cpuMs, makeLiveKey, median, round2, stop } from "./verify";

const connections = 32;
const roundSeconds = 3;
const rounds = 3;

/** An Express API with two answers: one of 2 bytes, and a list of 40 things (5 KB), with the guard before them or without. */
const program = (guarded: boolean, portalModule: string, expressModule: string) => `
import express from "express";
import { createPortal } from ${JSON.stringify(portalModule)};
import { guardExpress } from ${JSON.stringify(expressModule)};
const [url, token] = process.argv.slice(1);
const app = express();
app.disable("x-powered-by");
const portal = ${guarded} ? createPortal({ url, token, usage: { source: "bench" } }) : undefined;
// Cost 0 goes through the cache and its counting and is refused by no limit.
if (portal) app.use(guardExpress(portal, { cost: 0 }));
const things = Array.from({ length: 40 }, (_, id) => ({ id: "shp_" + id, state: "delivered", from: "Lyon", to: "Ghent", weightGrams: 1200 + id, tags: ["a", "b"] }));
app.get("/empty", (request, response) => response.json({}));
app.get("/shipments/:id", (request, response) => response.json({ data: things, at: new Date() }));
app.get("/stats", (request, response) => response.json(portal ? portal.stats() : {}));
app.listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

type Api = { url: string; child: ChildProcess };

/**
 * What the guard of clients/node costs an Express API: requests/s and processor time of the API's own process with and without it, in turns,
 * answers from its cache, every call reported. Portal, API and load share the machine.
 */
export async function benchMiddleware(portal: BenchPortal): Promise<Row[]> {
  const client = path.resolve("clients/node");
  const built = spawnSync(process.execPath, [path.join(client, "build.mjs")], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("clients/node does not build");
  const module = (name: string) => pathToFileURL(path.join(client, "dist/esm", name)).href;
  const key = await makeLiveKey();
  const apis: Record<string, Api> = {};
  try {
    for (const [name, guarded] of Object.entries({ plain: false, guarded: true })) {
      apis[name] = await startApi(program(guarded, module("portal.js"), module("express.js")), [
        portal.url,
        portal.serviceToken,
      ]);
    }
    const rows: Row[] = [];
    for (const route of ["/empty", "/shipments/12"]) {
      const measured: Record<string, { perSecond: number; cpuUs: number }[]> = { plain: [], guarded: [] };
      for (let round = -1; round < rounds; round++) {
        for (const [name, api] of Object.entries(apis)) {
          const one = await measure(api, route, key, round < 0 ? 1 : roundSeconds);
          if (round >= 0) measured[name]?.push(one);
        }
      }
      rows.push(...toRows(route === "/empty" ? "2 bytes" : "5 KB", measured));
    }
    const headers = { authorization: `Bearer ${key}` };
    const stats = (await (await fetch(`${apis.guarded?.url}/stats`, { headers })).json()) as {
      cached: number;
      asked: number;
      usage: { dropped: number };
    };
    rows.push({
      ...{
        name: "middleware: answered from the cache",
        value: stats.cached / (stats.cached + stats.asked),
        unit: "share",
      },
      note: `${stats.usage.dropped} reports dropped`,
    });
    return rows;
  } finally {
    await Promise.all(Object.values(apis).map(({ child }) => stop(child)));
    await closePostgres();
  }
}

function toRows(answer: string, measured: Record<string, { perSecond: number; cpuUs: number }[]>): Row[] {
  const of = (name: string, read: "perSecond" | "cpuUs") => median((measured[name] ?? []).map((one) => one[read]));
  return [
    { name: `middleware: Express alone, ${answer}`, value: Math.round(of("plain", "perSecond")), unit: "requests/s" },
    { name: `middleware: guarded, ${answer}`, value: Math.round(of("guarded", "perSecond")), unit: "requests/s" },
    {
      name: `middleware: Express alone, ${answer}, processor time`,
      value: round2(of("plain", "cpuUs")),
      unit: "µs/request",
    },
    {
      name: `middleware: guarded, ${answer}, processor time`,
      value: round2(of("guarded", "cpuUs")),
      unit: "µs/request",
    },
    {
      name: `middleware: overhead, ${answer}, by processor time`,
      value: round2((of("guarded", "cpuUs") / of("plain", "cpuUs") - 1) * 100),
      unit: "%",
    },
  ];
}

async function measure({ url, child }: Api, route: string, key: string, duration: number) {
  const before = cpuMs(child);
  const headers = { authorization: `Bearer ${key}`, "user-agent": "bench/1.0" };
  const result = await autocannon({ url: `${url}${route}`, headers, connections, duration });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return {
    perSecond: result.requests.average as number,
    cpuUs: ((cpuMs(child) - before) * 1_000) / result.requests.total,
  };
}

function startApi(text: string, args: string[]): Promise<Api> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", text, ...args], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the API ended before it listened (${code})`)));
    child.stdout.once("data", (port: Buffer) => resolve({ url: `http://127.0.0.1:${Number(String(port))}`, child }));
  });
}
