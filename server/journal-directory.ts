import path from "node:path";

/** The journal's folder; whoever opens it to write holds the lock of that folder. */
export function journalDirectory(dataDir: string): string {
  return path.join(dataDir, "journal");
}
