import type { ChangeFeed } from "@/lib/base/change-feed";
import { minuteMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { FingerprintSet } from "./internal/fingerprint-set";

/** Hexadecimal digits of a hash that are kept: 52 bits, all that a number holds exactly. Two of ten million keys share them once in 90. */
const keptDigits = 13;
const pageSize = 20_000;
/** 16 to 32 bytes a key: at most 128 MB. Above it nothing more is taken in, and those keys share the limit on guesses with everybody. */
const maxKeys = 4_000_000;
/** Clocks of those who write keys may lag behind this one's. */
const overlapMs = 5 * minuteMs;
const retryMs = 5_000;

/**
 * Which hashes belong to a key that is not revoked, all of them, in a few bytes each: what is in here may be looked up however many
 * others guess. Says nothing about keys that are not in here: it may still be filling, or a moment behind.
 */
export class KnownKeys {
  private readonly set = new FingerprintSet();
  private readonly unsubscribe: (() => void)[];
  private timer: NodeJS.Timeout | undefined;
  private filledAt = 0;
  private closed = false;
  /** Resolves when everything there was at the start is in. */
  readonly filled: Promise<void>;
  private markFilled = () => {};

  constructor(
    private readonly db: Db,
    feed: ChangeFeed,
  ) {
    this.filled = new Promise((resolve) => {
      this.markFilled = resolve;
    });
    this.unsubscribe = [
      feed.subscribe((kind, id) => {
        if (kind === "key" && !id.startsWith("key_")) void this.look(id);
      }),
      feed.onConnection((connected) => {
        if (connected && this.filledAt > 0) void this.catchUp();
      }),
    ];
    void this.fill("");
  }

  has(hash: string): boolean {
    const value = fingerprint(hash, 0);
    // What is no hash at all is nowhere in the set, and would be looked for for ever.
    return value > 0 && this.set.has(value);
  }

  get size(): number {
    return this.set.size;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const stop of this.unsubscribe) stop();
  }

  /** A page at a time, its hashes in one text: a million rows would hold up the calls. */
  private async fill(after: string): Promise<void> {
    const begun = nowMs();
    let last: string | null = after;
    try {
      while (last !== null && !this.closed && this.set.size < maxKeys) {
        after = last;
        const [page]: { last: string | null; hashes: string | null }[] = await this.db.$queryRaw`
          SELECT max(id) AS last, string_agg(substr(hash, 1, ${keptDigits}), '') AS hashes FROM (
            SELECT id, hash FROM api_keys WHERE revoked_at IS NULL AND id > ${after} ORDER BY id LIMIT ${pageSize}
          ) AS page`;
        const hashes = page?.hashes ?? "";
        for (let at = 0; at < hashes.length; at += keptDigits) this.set.add(fingerprint(hashes, at));
        last = page?.last ?? null;
      }
      this.filledAt ||= begun;
      this.markFilled();
    } catch {
      // The database is away: on from here when it may be back.
      this.later(() => this.fill(after));
    }
  }

  /** What changed while nobody told. */
  private async catchUp(): Promise<void> {
    const begun = nowMs();
    try {
      const rows: { hash: string; live: boolean }[] = await this.db.$queryRaw`
        SELECT hash, revoked_at IS NULL AS live FROM api_keys
        WHERE updated_at > ${new Date(this.filledAt - overlapMs)} LIMIT ${maxKeys}`;
      for (const { hash, live } of rows) this.put(hash, live);
      this.filledAt = begun;
    } catch {
      this.later(() => this.catchUp());
    }
  }

  private async look(hash: string): Promise<void> {
    const key = await this.db.apiKey
      .findUnique({ where: { hash }, select: { revokedAt: true } })
      // Better looked up in vain than held back.
      .catch(() => ({ revokedAt: null }));
    this.put(hash, key !== null && key.revokedAt === null);
  }

  private put(hash: string, live: boolean): void {
    if (!live) this.set.delete(fingerprint(hash, 0));
    else if (this.set.size < maxKeys) this.set.add(fingerprint(hash, 0));
  }

  private later(act: () => Promise<void>): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void act(), retryMs);
    this.timer.unref();
  }
}

/** 1 to 2^52; 0 is an empty place. */
function fingerprint(text: string, at: number): number {
  return Number.parseInt(text.slice(at, at + keptDigits), 16) + 1;
}
