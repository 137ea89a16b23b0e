import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Logger } from "@/lib/base/log";
import { isRunning, processIdentity, waitUntil } from "../process-identity";

/** Which processes `start` has begun, kept in DATA_DIR so that the next start knows them after a kill -9. */
export class ChildrenFile {
  private readonly file: string;
  private readonly children = new Map<string, string>();

  constructor(dataDir: string) {
    this.file = path.join(dataDir, "children.json");
  }

  note(name: string, pid: number): void {
    const identity = processIdentity(pid);
    if (identity === null) return;
    this.children.set(name, identity);
    writeFileSync(`${this.file}.new`, JSON.stringify(Object.fromEntries(this.children)));
    renameSync(`${this.file}.new`, this.file);
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }

  /**
   * Waits for the children of a start that was killed: they notice, finish what they hold and end by themselves. Kills what has not
   * ended after `limitMs`. Only to be called by the holder of DATA_DIR's lock.
   */
  async outlive(log: Logger, limitMs = 10_000): Promise<void> {
    const left = Object.entries(this.read()).filter(([, identity]) => isRunning(identity));
    if (left.length === 0) return;
    log.info({ left: left.map(([name]) => name) }, "waiting for processes of a start that was killed");
    await waitUntil(() => left.every(([, identity]) => !isRunning(identity)), limitMs);
    for (const [name, identity] of left) {
      if (!isRunning(identity)) continue;
      log.warn({ part: name }, "killing what is left of it");
      process.kill(Number.parseInt(identity, 10), "SIGKILL");
      await waitUntil(() => !isRunning(identity), 2_000);
    }
  }

  private read(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as Record<string, string>;
    } catch {
      return {};
    }
  }
}
