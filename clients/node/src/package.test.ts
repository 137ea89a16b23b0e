import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const here = path.resolve(import.meta.dirname, "..");
let folder: string;

/** Builds and packs the package and puts what was packed where npm would. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "waymark-package-"));
  const quiet = ["--silent", "--pack-destination", folder];
  const tarball = execFileSync("npm", ["pack", ...quiet], { cwd: here, encoding: "utf8" })
    .trim()
    .split("\n")
    .at(-1);
  const target = path.join(folder, "node_modules/@waymark/node");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", path.join(folder, tarball as string), "-C", target, "--strip-components=1"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function runNode(file: string, text: string): string {
  writeFileSync(path.join(folder, file), text);
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" }).trim();
}

const names = ["createPortal", "guardExpress", "guardFastify", "guardHono", "guardHttp", "guardNext"];
const doors = ["", "/express", "/fastify", "/hono", "/http", "/next"];

it("is imported from ES modules and required from CommonJS, without another package", () => {
  const imports = doors.map((door, at) => `import { ${names[at]} } from "@waymark/node${door}";`).join("\n");
  expect(runNode("a.mjs", `${imports}\nconsole.log([${names}].map((each) => typeof each).join());`)).toBe(
    Array(6).fill("function").join(),
  );
  const requires = doors.map((door, at) => `const { ${names[at]} } = require("@waymark/node${door}");`).join("\n");
  expect(runNode("b.cjs", `${requires}\nconsole.log([${names}].map((each) => typeof each).join());`)).toBe(
    Array(6).fill("function").join(),
  );
  const manifest = JSON.parse(readFileSync(path.join(folder, "node_modules/@waymark/node/package.json"), "utf8"));
  expect(manifest.dependencies).toBeUndefined();
});

it("has types for both, that say who calls", () => {
  const program = `
    import { createPortal } from "@waymark/node";
    import { guardNext } from "@waymark/node/next";
    const portal = createPortal({ url: "http://127.0.0.1:1", token: "svc_x", usage: false });
    export const GET = guardNext(portal, (request: Request & { portal?: { keyId: string } }) => Response.json(request.portal?.keyId));
    // @ts-expect-error: there is no such choice
    createPortal({ url: "", token: "", onUnavailable: "maybe" });
  `;
  writeFileSync(path.join(folder, "a.mts"), program);
  writeFileSync(path.join(folder, "b.cts"), program);
  const tsc = path.resolve(here, "../../node_modules/typescript/bin/tsc");
  const types = path.resolve(here, "../../node_modules/@types");
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--lib", "ES2022,DOM", "--typeRoots", types];
  const run = () =>
    execFileSync(process.execPath, [tsc, ...flags, "--types", "node", "a.mts", "b.cts"], {
      cwd: folder,
      encoding: "utf8",
    });
  expect(run()).toBe("");
});

it("brings the importer of nginx logs", () => {
  const bin = path.join(folder, "node_modules/@waymark/node/dist/esm/import-nginx/main.js");
  expect(execFileSync(bin, ["--help"], { encoding: "utf8" })).toContain("waymark-import-nginx [options] <access.log>");
});
