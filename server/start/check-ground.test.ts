import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { StartFault } from "../child";
import { freePort } from "../free-port";
import { temporaryFolder } from "../testing/run-program";
import { checkDataDir, checkPort } from "./check-ground";

describe("the data directory", () => {
  it("is made, and nothing is left in it", () => {
    const folder = path.join(temporaryFolder(), "a/b");
    checkDataDir(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is refused on a full disk", () => {
    const folder = temporaryFolder();
    expect(() => checkDataDir(folder, () => 10 * 1024 * 1024)).toThrow(
      new StartFault(`DATA_DIR ${folder}: the disk is full (10 MB free, 256 MB needed)`),
    );
  });

  it("is refused where it cannot be", () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "file"), "");
    expect(() => checkDataDir(path.join(folder, "file"))).toThrow(
      `DATA_DIR ${folder}/file cannot be written: it is a file`,
    );
    expect(() => checkDataDir(path.join(folder, "file/data"))).toThrow("part of its path is a file");
  });

  it.skipIf(process.getuid?.() === 0)("is refused where this user may not write", () => {
    const folder = path.join(temporaryFolder(), "closed");
    mkdirSync(folder, { mode: 0o500 });
    expect(() => checkDataDir(folder)).toThrow("this user may not write there");
  });
});

describe("the public port", () => {
  it("is refused while somebody listens there", async () => {
    const PORT = await freePort();
    await expect(checkPort({ PORT, HOST: "127.0.0.1" })).resolves.toBeUndefined();
    const server = net.createServer().listen(PORT, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    await expect(checkPort({ PORT, HOST: "127.0.0.1" })).rejects.toThrow(
      new StartFault(`PORT ${PORT} on 127.0.0.1 is in use by another program`),
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it("is refused on an address that is not ours", async () => {
    // TEST-NET-3 of RFC 5737: nobody's.
    await expect(checkPort({ PORT: await freePort(), HOST: "203.0.113.7" })).rejects.toThrow(
      "HOST 203.0.113.7 is no address of this machine",
    );
  });
});
