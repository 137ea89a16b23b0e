import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeOnce } from "./make-once";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "make-once-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("an entry that several processes make", () => {
  const target = () => path.join(folder, "entry.json");
  const read = () => readFile(target(), "utf8").catch(() => undefined);
  const make = (text: string) => async () => {
    await writeFile(target(), text);
    return text;
  };

  it("is made by one, and the others wait for it", async () => {
    await writeFile(`${target()}.making`, "");
    const second = makeOnce(target(), read, make("second"));
    await make("first")();
    await rm(`${target()}.making`);
    expect(await second).toBe("first");
    expect(await readdir(folder)).toEqual(["entry.json"]);
  });

  it("is made by the next when the first gives up or died", async () => {
    await writeFile(`${target()}.making`, "");
    const second = makeOnce(target(), read, make("second"));
    await rm(`${target()}.making`);
    expect(await second).toBe("second");
    await rm(target());
    await writeFile(`${target()}.making`, "");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${target()}.making`, longAgo, longAgo);
    expect(await makeOnce(target(), read, make("third"))).toBe("third");
    expect(await readdir(folder)).toEqual(["entry.json"]);
  });

  it("is made where nothing can be written, a few at a time, and a failure leaves the way free", async () => {
    let atOnce = 0;
    let most = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const nowhere = path.join(folder, "none", "entry.json");
    const all = Array.from({ length: 20 }, (_, at) =>
      makeOnce(
        nowhere,
        async () => undefined,
        async () => {
          most = Math.max(most, ++atOnce);
          await released;
          atOnce--;
          if (at === 3) throw new Error("no");
          return at;
        },
      ),
    );
    for (const one of all) one.catch(() => {});
    await expect.poll(() => atOnce).toBe(4);
    release();
    const ended = await Promise.allSettled(all);
    expect(ended.map((one) => one.status === "fulfilled" && one.value)).toEqual([
      0,
      1,
      2,
      false,
      ...Array.from({ length: 16 }, (_, at) => at + 4),
    ]);
    expect(most).toBe(4);
  });
});
