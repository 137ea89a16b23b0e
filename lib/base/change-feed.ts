import pg from "pg";
import { nowMs } from "./clock";
import type { Db, Tx } from "./postgres";

/** What processes tell each other about as it changes; the id is what the caches of that kind are keyed by. */
export type ChangeKind = "key" | "plan" | "token" | "source";

/** Hears of changes as they are committed. `epoch` grows with every connection: what was read under an older one may have missed a change. */
export type ChangeFeed = {
  readonly connected: boolean;
  readonly epoch: number;
  /** When the connection was last known to be alive. */
  readonly lastSeenAt: number;
  subscribe(listener: (kind: ChangeKind, id: string) => void): () => void;
  /** Told when the connection comes and goes: what changed in between, nobody heard. */
  onConnection(listener: (connected: boolean) => void): () => void;
  close(): Promise<void>;
};

const channel = "waymark_changes";
/** A connection that went silent is noticed after at most two of these. */
const heartbeatMs = 500;
const firstRetryMs = 50;
const lastRetryMs = 1_000;

/** Tells every process of the house, when the caller's transaction commits, that `id` is no longer what they may have cached. */
export async function announceChange(tx: Db | Tx, kind: ChangeKind, id: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${`${kind} ${id}`})`;
}

/** Listens on `databaseUrl` until closed, connecting again by itself. Resolves at once; `connected` tells when it hears. */
export function openChangeFeed(databaseUrl: string): ChangeFeed {
  return new PostgresFeed(databaseUrl);
}

class PostgresFeed implements ChangeFeed {
  connected = false;
  epoch = 0;
  lastSeenAt = 0;
  private readonly listeners = new Set<(kind: ChangeKind, id: string) => void>();
  private readonly connectionListeners = new Set<(connected: boolean) => void>();
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private retryMs = firstRetryMs;
  private closed = false;

  constructor(private readonly databaseUrl: string) {
    void this.connect();
  }

  subscribe(listener: (kind: ChangeKind, id: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    this.connectionListeners.add(listener);
    return () => this.connectionListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const client = this.client;
    this.drop();
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 2_000,
      // Bounds the heartbeat: a stopped server or a cut network answers nothing at all.
      query_timeout: heartbeatMs,
      keepAlive: true,
    });
    this.client = client;
    client.on("error", () => this.lose(client));
    client.on("end", () => this.lose(client));
    client.on("notification", ({ payload = "" }) => {
      const gap = payload.indexOf(" ");
      const kind = payload.slice(0, gap) as ChangeKind;
      for (const listener of this.listeners) listener(kind, payload.slice(gap + 1));
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      if (this.client !== client) return;
      this.epoch++;
      this.lastSeenAt = nowMs();
      this.turn(true);
      this.retryMs = firstRetryMs;
      this.later(heartbeatMs, () => this.beat(client));
    } catch {
      this.lose(client);
    }
  }

  private async beat(client: pg.Client): Promise<void> {
    try {
      await client.query("SELECT 1");
      if (this.client !== client) return;
      this.lastSeenAt = nowMs();
      this.later(heartbeatMs, () => this.beat(client));
    } catch {
      this.lose(client);
    }
  }

  private lose(client: pg.Client): void {
    if (this.client !== client) return;
    this.drop();
    client.end().catch(() => undefined);
    if (this.closed) return;
    this.later(this.retryMs, () => this.connect());
    this.retryMs = Math.min(this.retryMs * 2, lastRetryMs);
  }

  private drop(): void {
    this.client = undefined;
    this.turn(false);
  }

  private turn(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    for (const listener of this.connectionListeners) listener(connected);
  }

  private later(ms: number, act: () => Promise<void>): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void act(), ms);
    this.timer.unref();
  }
}
