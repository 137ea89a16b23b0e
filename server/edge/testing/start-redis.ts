import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../free-port";

export type RedisUnderTest = { port: number; stop(): Promise<void> };

/** A real Redis of this test's own, in memory only. */
export async function startRedis(program: string): Promise<RedisUnderTest> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(os.tmpdir(), "waymark-redis-"));
  const child = spawn(
    program,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
    { stdio: "ignore" },
  );
  await answers(port, child);
  return {
    port,
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Redis ended (${child.exitCode})`);
    const socket = connect(port, "127.0.0.1");
    // `once` rejects when the socket fails first.
    const is = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (is) return;
    await sleep(20);
  }
}
