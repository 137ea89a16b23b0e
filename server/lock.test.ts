import { fork } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { acquireLock } from "./lock";
import { temporaryFolder } from "./testing/run-program";

describe("the lock of a folder", () => {
  it("is one process's, which is named, until it is released", async () => {
    const folder = temporaryFolder();
    const lock = await acquireLock(folder);
    expect(await acquireLock(folder)).toEqual({ heldBy: process.pid });
    if ("heldBy" in lock) throw new Error("held");
    await lock.release();
    expect(await acquireLock(folder)).toHaveProperty("release");
  });

  it("is nobody's when its holder was killed, whatever it left", async () => {
    const folder = temporaryFolder();
    // A socket nobody listens on any more, as kill -9 leaves it.
    const script = path.join(inject("bundle"), "hold.mjs");
    writeFileSync(
      script,
      `import net from "node:net"; net.createServer().listen(process.argv[2], () => process.send("held"));`,
    );
    const holder = fork(script, [path.join(folder, "lock")]);
    await new Promise((resolve) => holder.once("message", resolve));
    const ended = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await ended;
    expect(existsSync(path.join(folder, "lock"))).toBe(true);
    expect(await acquireLock(folder)).toHaveProperty("release");
  });

  it("goes to exactly one of many that come at once, also over a dead one", async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "lock"), "");
    const answers = await Promise.all(Array.from({ length: 10 }, () => acquireLock(folder)));
    expect(answers.filter((answer) => "release" in answer)).toHaveLength(1);
    expect(answers.filter((answer) => "heldBy" in answer && answer.heldBy === process.pid)).toHaveLength(9);
  });

  it("works in a folder whose path is too long for a socket", async () => {
    const folder = path.join(temporaryFolder(), "x".repeat(120));
    mkdirSync(folder);
    const lock = await acquireLock(folder);
    expect(await acquireLock(folder)).toEqual({ heldBy: process.pid });
    if ("release" in lock) await lock.release();
  });
});
