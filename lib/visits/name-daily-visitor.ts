import { createHmac, randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { now } from "@/lib/base/clock";

export type DailySalt = { day: string; salt: string };

/**
 * Names visitors that have no cookie (GPC, DNT, cookies off): a hash of address and browser under a salt that is thrown away every day (UTC).
 * Two visits of one day are told to be one visitor's; nobody, not even with this disk in hand, can link two days. Addresses are not kept.
 */
export class DailyVisitors {
  private current: DailySalt | undefined;

  constructor(private readonly dataDir: string) {}

  name(clientIp: string, userAgent: string): string {
    const { salt } = this.saltOf(now().toISOString().slice(0, 10));
    const hash = createHmac("sha256", salt).update(`${clientIp}\0${userAgent}`).digest("base64url");
    return `day_${hash.slice(0, 22)}`;
  }

  private saltOf(day: string): DailySalt {
    if (this.current?.day === day) return this.current;
    const stored = this.read();
    this.current = stored?.day === day ? stored : this.replace(day);
    return this.current;
  }

  private replace(day: string): DailySalt {
    const fresh = { day, salt: randomBytes(32).toString("base64url") };
    try {
      // Kept for the day only, so that a restart does not count everybody twice; yesterday's is overwritten.
      writeFileSync(`${this.file}.new`, JSON.stringify(fresh), { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch {
      // A full disk: the salt lives in memory until a restart.
    }
    return fresh;
  }

  private read(): DailySalt | null {
    try {
      const stored = JSON.parse(readFileSync(this.file, "utf8")) as Partial<DailySalt>;
      return typeof stored.day === "string" && typeof stored.salt === "string" ? (stored as DailySalt) : null;
    } catch {
      return null;
    }
  }

  private get file(): string {
    return path.join(this.dataDir, "daily-salt.json");
  }
}

/** Whether an id is one of these hashes: never tied to a person. */
export function isDailyVisitor(visitorId: string): boolean {
  return visitorId.startsWith("day_");
}
