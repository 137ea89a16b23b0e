import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync, statSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { waitUntil } from "./process-identity";

export type Lock = { release(): Promise<void> };

/** Longest path of a socket (sockaddr_un: 104 bytes on macOS, 108 on Linux). */
const longestSocketPath = 100;

/**
 * Takes `folder` for this process, or answers who has it. The lock is a listening socket in the folder: the system drops it with its
 * process, so there is no such thing as a lock left behind, whatever killed the holder and whoever has its number now.
 */
export async function acquireLock(folder: string): Promise<Lock | { heldBy: number }> {
  const place = socketPlace(folder);
  // Looking and taking must be one act, or two that find the same dead socket both replace it. A folder is made by one only.
  const guard = `${place}.taking`;
  const guarded = await waitUntil(() => makeGuard(guard), 5_000);
  try {
    const holder = await ask(place);
    if (holder !== null) return { heldBy: holder };
    rmSync(place, { force: true });
    return await listen(place);
  } finally {
    if (guarded) rmSync(guard, { recursive: true, force: true });
  }
}

function makeGuard(guard: string): boolean {
  try {
    mkdirSync(guard);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    // Taking is over in milliseconds; an older guard is of a process killed in those.
    if (age > 4_000) rmSync(guard, { recursive: true, force: true });
    return false;
  }
}

function socketPlace(folder: string): string {
  const place = path.join(realpathSync(folder), "lock");
  if (Buffer.byteLength(place) <= longestSocketPath) return place;
  return path.join(os.tmpdir(), `waymark-${createHash("sha256").update(place).digest("hex").slice(0, 24)}.lock`);
}

function listen(place: string): Promise<Lock> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.end(String(process.pid));
    });
    server.once("error", reject);
    server.listen(place, () => {
      server.unref();
      resolve({ release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

/** The holder's process id, or null when nobody listens. A holder too busy to answer in two seconds still holds: 0. */
function ask(place: string): Promise<number | null> {
  return new Promise((resolve) => {
    let text = "";
    const socket = net.connect(place);
    const timer = setTimeout(() => settle(0), 2_000);
    const settle = (answer: number | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => settle(Number(text)));
    socket.on("error", () => settle(null));
  });
}
