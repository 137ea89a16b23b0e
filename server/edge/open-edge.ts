import { mkdirSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import path from "node:path";
import { openChangeFeed } from "@/lib/base/change-feed";
import { closeClickhouse } from "@/lib/base/clickhouse/client";
import { type Env, EnvError } from "@/lib/base/env";
import type { Logger } from "@/lib/base/log";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { openRedis } from "@/lib/base/redis";
import { openCollector } from "@/lib/collector/open-collector";
import { type Consumer, consumeJournal } from "@/lib/events/consume-journal";
import { ledgerConsumer, openJournal } from "@/lib/events/journal";
import { aliasReloader } from "@/lib/events/reload-aliases";
import { startLedgerThread } from "@/lib/events/start-ledger-thread";
import { journalDirectory } from "../journal-directory";
import { answerRequests } from "./answer-requests";
import { parseTrustedProxies } from "./client-ip";
import { edgeConsumers } from "./consumers";
import type { EdgeContext } from "./context";
import { listDoors, passedToWeb } from "./doors";
import { healthDoors } from "./doors/health-door";
import { EdgeMetrics } from "./metrics";
import { noteRefusal } from "./note-refusal";
import { readinessCheck } from "./readiness";
import { recordAgentRead } from "./record-agent-read";
import { recordFeedRead } from "./record-feed-read";
import { Router } from "./router";
import { WebProxy } from "./web-proxy";

export type Edge = {
  port: number;
  /** The journal's consumer that fills the ledger. */
  drain: Consumer;
  context: EdgeContext;
  stop(): Promise<void>;
};

/** How long answers under way may take once the edge is asked to stop; `start` gives it 3 s in all. */
const finishMs = 1_500;

/** So many rows at a time for those who share this thread with whoever waits for an answer: some three milliseconds. */
const sharedLimits = { maxRows: 1_000, maxBytes: 1024 * 1024 };

/**
 * Opens the journal, begins to drain it, and listens. Nothing but the disk has to be there: stores and pages that are away are
 * waited for while events are taken. Rejects when the port cannot be had (EADDRINUSE, ...) or settings are wrong (EnvError).
 * `programs`: the folder of the bundled programs and the tracker.
 */
export async function openEdge(settings: Env, log: Logger, programs = import.meta.dirname): Promise<Edge> {
  if (!settings.DATABASE_URL)
    throw new EnvError(["DATABASE_URL is missing: start sets it, other commands need it set"]);
  const trusted = readTrusted(settings.TRUSTED_PROXIES);
  const directory = journalDirectory(settings.dataDir);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const maxBytes = settings.JOURNAL_MAX_BYTES;
  // However small the journal: half of it stays for what the ledger waits for.
  const maxLagBytes = Math.min(settings.JOURNAL_MAX_LAG_BYTES, Math.floor(maxBytes / 2));
  const others = edgeConsumers.map(({ name }) => ({ name, maxLagBytes }));
  const journal = await openJournal({ directory, maxBytes, log, consumers: [{ name: ledgerConsumer }, ...others] });
  const closers: (() => Promise<void> | void)[] = [];
  const changes = openChangeFeed(settings.DATABASE_URL);
  const redis = settings.REDIS_URL ? openRedis(settings.REDIS_URL, log) : undefined;
  const db = postgres();
  const collector = openCollector({ db, journal, log, settings });
  const stopping = new AbortController();
  const context: EdgeContext = {
    db,
    journal,
    collector,
    changes,
    redis,
    log,
    trackerFile: path.join(programs, "wm.js"),
    stopping: stopping.signal,
    onClose: (close) => {
      closers.push(close);
    },
  };
  const consumers = new Map<string, Consumer>();
  const metrics = new EdgeMetrics(journal, () => consumers, redis);
  const check = readinessCheck({ db: context.db, journal, webUrl: settings.WEB_URL, redis });
  const router = new Router([...healthDoors(check, metrics), ...listDoors(context)], passedToWeb);
  const web = new WebProxy({
    webUrl: settings.WEB_URL,
    publicUrl: settings.publicUrl,
    trusted,
    onAnswer: (request, answer) => {
      recordAgentRead(collector, request, answer);
      recordFeedRead(collector, request, answer);
    },
    onRefused: (visitorId) => void noteRefusal(context, visitorId),
  });
  const server = answerRequests({ router, web, trusted, log, observe: metrics.observe });
  // Upgraded connections are no longer the HTTP server's to close.
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Connections that come at once wait here to be taken; beyond the system's own limit it cuts what we ask for.
    server.listen({ port: settings.PORT, host: settings.HOST, backlog: 4_096 }, resolve);
  });

  const reload = aliasReloader(log);
  const drain = startLedgerThread({
    journal,
    program: path.join(programs, "ledger.mjs"),
    clickhouseUrl: settings.CLICKHOUSE_URL,
    log,
    onInserted: (inserted) => {
      metrics.countRows(inserted);
      if (inserted.links) reload();
    },
  });
  consumers.set(ledgerConsumer, drain);
  for (const { name, open } of edgeConsumers) {
    consumers.set(name, await consumeJournal({ journal, log, name, limits: sharedLimits, ...open(context) }));
  }

  const stop = async () => {
    stopping.abort();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, finishMs);
    await closed;
    clearTimeout(cut);
    web.close();
    await Promise.all([...consumers.values()].map((consumer) => consumer.stop(500)));
    await journal.close();
    for (const close of closers.reverse()) await close();
    await changes.close();
    await redis?.close();
    await Promise.all([closePostgres(), closeClickhouse()]);
  };
  return { port: (server.address() as AddressInfo).port, drain, context, stop };
}

function readTrusted(entries: string[]) {
  try {
    return parseTrustedProxies(entries);
  } catch (error) {
    throw new EnvError([(error as Error).message]);
  }
}
