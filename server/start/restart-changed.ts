import { createHash } from "node:crypto";
import { readFileSync, watch } from "node:fs";
import path from "node:path";
import type { PartName, Supervisor } from "./supervise";

/** For `npm run dev`: restarts edge, web or worker when its bundle has changed. Not the stores: their data would be away meanwhile. */
export function restartChanged(programs: string, supervisor: Supervisor): void {
  const parts: PartName[] = ["edge", "web", "worker"];
  const hashes = new Map(parts.map((part) => [part, hashOf(programs, part)]));
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    for (const part of parts) {
      const hash = hashOf(programs, part);
      if (hash === undefined || hash === hashes.get(part)) continue;
      hashes.set(part, hash);
      void supervisor.restart(part);
    }
  };
  watch(programs, () => {
    // Several files are written at once.
    clearTimeout(timer);
    timer = setTimeout(look, 100);
  });
}

function hashOf(programs: string, part: PartName): string | undefined {
  try {
    return createHash("sha256")
      .update(readFileSync(path.join(programs, `${part}.mjs`)))
      .digest("hex");
  } catch {
    return undefined;
  }
}
