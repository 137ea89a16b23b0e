import http from "node:http";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { Redis } from "@/lib/base/redis";
import type { Journal } from "@/lib/events/journal";

export type Part = "postgres" | "clickhouse" | "web" | "journal";
/** `degraded`: what is away though the house can serve without it: Redis, so that each edge counts limits for itself. */
export type Readiness = {
  ready: boolean;
  parts: Record<Part, "ok" | "away" | "full" | "failing">;
  degraded: "redis"[];
};

const deadlineMs = 1_500;
/** Asked by load balancers and by anybody: the parts themselves are asked at most once a second. */
const keptMs = 1_000;

/** Asks the parts the house needs; the answer names what is not ready. */
export function readinessCheck(parts: {
  db: Db;
  journal: Journal;
  webUrl: string;
  redis?: Redis;
}): () => Promise<Readiness> {
  let kept: { at: number; answer: Promise<Readiness> } | undefined;
  return () => {
    if (!kept || nowMs() - kept.at > keptMs) kept = { at: nowMs(), answer: ask(parts) };
    return kept.answer;
  };
}

async function ask({ db, journal, webUrl, redis }: Parameters<typeof readinessCheck>[0]): Promise<Readiness> {
  const [postgres, ledger, web] = await Promise.all([
    answers(() => db.$queryRaw`SELECT 1`),
    answers(async () => {
      const ping = await clickhouse().ping();
      if (!ping.success) throw ping.error;
    }),
    answers(() => head(webUrl)),
  ]);
  const { fault, bytes, maxBytes } = journal.status();
  const parts = {
    postgres,
    clickhouse: ledger,
    web,
    journal: fault ? ("failing" as const) : bytes >= maxBytes * 0.98 ? ("full" as const) : ("ok" as const),
  };
  const degraded = redis && !redis.connected ? ["redis" as const] : [];
  return { ready: Object.values(parts).every((state) => state === "ok"), parts, degraded };
}

async function answers(ask: () => Promise<unknown>): Promise<"ok" | "away"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), deadlineMs);
  });
  try {
    await Promise.race([ask(), late]);
    return "ok";
  } catch {
    return "away";
  } finally {
    clearTimeout(timer);
  }
}

/** Any answer will do: it shows that the pages' event loop turns. */
function head(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL("/robots.txt", url), { method: "HEAD", timeout: deadlineMs }, (answer) => {
      answer.resume();
      resolve();
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", reject);
    request.end();
  });
}
