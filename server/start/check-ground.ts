import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Env } from "@/lib/base/env";
import { StartFault } from "../child";
import { portFault } from "../free-port";

/** What the first start writes (both stores' empty data and their logs), and some room to work. */
const leastFreeBytes = 256 * 1024 * 1024;

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  ENOTDIR: "part of its path is a file",
  EEXIST: "it is a file",
};

/** Makes DATA_DIR and writes to it; refuses in one line when that cannot work. `freeBytes` is for tests. */
export function checkDataDir(dataDir: string, freeBytes: (folder: string) => number = readFreeBytes): void {
  const probe = path.join(dataDir, `.probe-${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(probe, "x".repeat(8_192));
    rmSync(probe);
  } catch (error) {
    // A full disk leaves an empty one.
    if (existsSync(probe)) rmSync(probe, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new StartFault(`DATA_DIR ${dataDir} cannot be written: ${reasons[code] ?? (error as Error).message}`);
  }
  const free = freeBytes(dataDir);
  if (free < leastFreeBytes) {
    const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
    throw new StartFault(
      `DATA_DIR ${dataDir}: the disk is full (${megabytes(free)} MB free, ${megabytes(leastFreeBytes)} MB needed)`,
    );
  }
}

function readFreeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Refuses in one line when the public port cannot be listened on. */
export async function checkPort({ PORT, HOST }: Pick<Env, "PORT" | "HOST">): Promise<void> {
  const code = await portFault(PORT, HOST);
  if (code === null) return;
  if (code === "EADDRINUSE") throw new StartFault(`PORT ${PORT} on ${HOST} is in use by another program`);
  if (code === "EACCES") throw new StartFault(`PORT ${PORT} needs rights that this user does not have`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    throw new StartFault(`HOST ${HOST} is no address of this machine`);
  throw new StartFault(`PORT ${PORT} on ${HOST} cannot be listened on: ${code}`);
}
