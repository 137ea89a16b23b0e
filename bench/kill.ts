import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { clickhouse } from "@/lib/base/clickhouse/client";
import type { BenchPortal } from "./portal";
import type { Row } from "./row";

const senders = 8;
const eventsPerRequest = 20;
/** Acknowledged between two kills, events. */
const perRound = 2_000;
const patienceMs = 120_000;

/**
 * Kills the edge and the stores (`kill -9`, in turns and together) of a whole portal under load, `rounds` times, while senders repeat what got
 * no answer as SDKs do. Then everything that was acknowledged must be in the ledger, once.
 */
export async function benchKill(portal: BenchPortal, rounds = 20): Promise<Row[]> {
  const acknowledged = new Set<string>();
  let stopped = false;
  let next = 0;
  const sender = async () => {
    while (!stopped) {
      const ids = Array.from({ length: eventsPerRequest }, () => `message-of-the-kill-bench-${next++}`);
      while (!(await send(portal, ids))) {
        if (stopped) return;
        await sleep(100);
      }
      for (const id of ids) acknowledged.add(id);
    }
  };
  const running = Promise.all(Array.from({ length: senders }, sender));
  let killed = 0;
  for (let round = 0; round < rounds; round++) {
    await until(() => acknowledged.size >= (round + 1) * perRound, "senders to get answers");
    const victims = [["edge"], ["stores", "chdb"], ["edge", "stores", "chdb"]][round % 3] as string[];
    for (const pid of findPrograms(portal.pid, victims)) {
      process.kill(pid, "SIGKILL");
      killed++;
    }
  }
  await until(() => acknowledged.size >= (rounds + 1) * perRound, "senders to get answers");
  stopped = true;
  await running;
  let stored: string[] = [];
  const missing = () => {
    const kept = new Set(stored);
    return [...acknowledged].filter((id) => !kept.has(id)).length;
  };
  await until(async () => {
    stored = await readStored().catch(() => stored);
    return stored.length > 0 && missing() === 0;
  }, "the ledger to have everything").catch(() => undefined);
  const doubled = stored.length - new Set(stored).size;
  return [
    { name: "kill -9: rounds", value: rounds, unit: "rounds", note: `${killed} processes of edge and stores` },
    { name: "kill -9: acknowledged", value: acknowledged.size, unit: "events" },
    { name: "kill -9: lost", value: missing(), unit: "events" },
    { name: "kill -9: doubled", value: doubled, unit: "events" },
  ];
}

async function send(portal: BenchPortal, ids: string[]): Promise<boolean> {
  const batch = ids.map((messageId) => ({
    type: "track",
    event: "docs_read",
    messageId,
    anonymousId: "visitor-of-the-kill-bench",
    properties: { path: "/docs" },
  }));
  try {
    const response = await fetch(`${portal.url}/v1/batch`, {
      method: "POST",
      body: JSON.stringify({ writeKey: portal.writeKey, batch }),
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function readStored(): Promise<string[]> {
  const result = await clickhouse().query({
    query: "SELECT event_id FROM events WHERE visitor_id = 'visitor-of-the-kill-bench'",
    format: "JSONEachRow",
  });
  return (await result.json<{ event_id: string }>()).map(({ event_id }) => event_id);
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${patienceMs / 1000} s for ${what}`);
    await sleep(20);
  }
}

/** Process ids below `root` that run one of these bundled programs. */
function findPrograms(root: number, names: string[]): number[] {
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
      commands.set(pid, readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    } catch {
      // Gone meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...commands]
    .filter(([pid, command]) => names.some((name) => command.includes(`server/${name}.mjs`)) && isBelow(pid))
    .map(([pid]) => pid);
}
