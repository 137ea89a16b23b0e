import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { childEnv } from "@/lib/base/env";
import { useStores } from "@/lib/base/testing/stores";
import { freePort } from "../free-port";

const urls = useStores();
const dataDir = mkdtempSync(path.join(os.tmpdir(), "waymark-edge-process-"));
const writeKey = "wk_of_the_process_test";
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

type Said = { ready?: true; fault?: string };

function start(port: number): { child: ChildProcess; said: Promise<Said>; exited: Promise<number | null> } {
  const child = fork(path.join(inject("bundle"), "edge.mjs"), [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: childEnv({
      DATABASE_URL: urls.databaseUrl,
      CLICKHOUSE_URL: urls.clickhouseUrl,
      NEXTAUTH_SECRET: "a-secret-for-tests-only",
      WAYMARK_WRITE_KEY: writeKey,
      DATA_DIR: dataDir,
      PORT: String(port),
      WEB_URL: "http://127.0.0.1:9",
      LOG_LEVEL: "silent",
    }),
  });
  running.add(child);
  const exited = new Promise<number | null>((resolve) =>
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  const said = new Promise<Said>((resolve, reject) => {
    child.once("message", (message) => resolve(message as Said));
    void exited.then((code) => reject(new Error(`the edge ended (${code})`)));
  });
  said.catch(() => {});
  return { child, said, exited };
}

async function send(port: number, ids: string[]): Promise<boolean> {
  const batch = ids.map((messageId) => ({
    type: "track",
    event: "docs_read",
    messageId,
    anonymousId: "visitor-of-load",
    properties: { path: "/docs" },
  }));
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/batch`, {
      method: "POST",
      body: JSON.stringify({ writeKey, batch }),
      signal: AbortSignal.timeout(3_000),
    });
    return response.status === 200;
  } catch {
    return false;
  }
}

async function storedIds(): Promise<string[]> {
  const result = await clickhouse().query({
    query: "SELECT event_id FROM events WHERE visitor_id = 'visitor-of-load'",
    format: "JSONEachRow",
  });
  return (await result.json<{ event_id: string }>()).map(({ event_id }) => event_id);
}

describe("the edge as a process", () => {
  it("has every event it acknowledged in the ledger once, however often it is killed, and however often senders repeat", async () => {
    const port = await freePort();
    const acknowledged = new Set<string>();
    let next = 0;
    let stopped = false;
    // As SDKs do: what got no answer is sent again, the same ids.
    const sender = async () => {
      while (!stopped) {
        const ids = Array.from({ length: 10 }, () => `message-of-the-load-${next++}`);
        while (!(await send(port, ids))) {
          if (stopped) return;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        for (const id of ids) acknowledged.add(id);
      }
    };
    let edge = start(port);
    expect(await edge.said).toEqual({ ready: true });
    const senders = Promise.all(Array.from({ length: 4 }, sender));
    for (let round = 0; round < 4; round++) {
      const before = acknowledged.size;
      await expect
        .poll(() => acknowledged.size - before, { timeout: 15_000, interval: 7 })
        .toBeGreaterThan(150 + 40 * round);
      edge.child.kill("SIGKILL");
      await edge.exited;
      edge = start(port);
      expect(await edge.said).toEqual({ ready: true });
    }
    const last = acknowledged.size;
    await expect.poll(() => acknowledged.size, { timeout: 15_000 }).toBeGreaterThan(last);
    stopped = true;
    await senders;
    expect(acknowledged.size).toBeGreaterThan(800);
    await expect
      .poll(
        async () => {
          const stored = new Set(await storedIds());
          return [...acknowledged].filter((id) => !stored.has(id)).length;
        },
        { timeout: 30_000 },
      )
      .toBe(0);
    const stored = await storedIds();
    expect(stored.length).toBe(new Set(stored).size);
    edge.child.kill("SIGTERM");
    expect(await edge.exited).toBe(0);
  }, 90_000);

  it("finishes what it holds when the one that started it is gone, and the next one takes its journal over", async () => {
    const [port, nextPort] = [await freePort(), await freePort()];
    const first = start(port);
    await first.said;
    const id = "message-of-the-take-over";
    expect(await send(port, [id])).toBe(true);
    first.child.disconnect();
    const second = start(nextPort);
    expect(await second.said).toEqual({ ready: true });
    expect(await first.exited).toBe(0);
    await expect.poll(async () => (await storedIds()).filter((one) => one === id).length, { timeout: 10_000 }).toBe(1);
    second.child.kill("SIGTERM");
    expect(await second.exited).toBe(0);
  });

  it("tells in one line that its port is taken", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    const edge = start(port);
    expect(await edge.said).toEqual({ fault: `PORT ${port} on 127.0.0.1 is in use by another program` });
    expect(await edge.exited).toBe(1);
    server.close();
  });
});
