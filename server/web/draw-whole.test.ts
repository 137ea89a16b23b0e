import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { openDrawWhole } from "./draw-whole";

const root = mkdtempSync(path.join(tmpdir(), "waymark-whole-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const router = {
  rsc: "1",
  "next-router-state-tree": "x",
  "next-router-prefetch": "1",
  "next-url": "/docs",
  cookie: "a",
};
const left = (draw: ReturnType<typeof openDrawWhole>, url: string) => {
  const request = { url, headers: { ...router } as Record<string, string> };
  draw(request);
  return Object.keys(request.headers);
};

it("docs that are no static page are asked for as HTML, and nothing else is", () => {
  mkdirSync(path.join(root, ".next"));
  const routes = { "/docs": {}, "/docs/quickstart": {}, "/docs/é": {} };
  writeFileSync(path.join(root, ".next/prerender-manifest.json"), JSON.stringify({ routes }));
  const draw = openDrawWhole(root);
  for (const gated of ["/docs/bulk-labels?_rsc=1", "/docs/nowhere", "/docs/%E0%A4%A"])
    expect(left(draw, gated)).toEqual(["cookie"]);
  for (const other of ["/docs/quickstart?_rsc=1", "/docs/%C3%A9", "/docs", "/console/keys", "/docsearch/x"])
    expect(left(draw, other)).toEqual(Object.keys(router));
});

it("without a build, as in development, nothing is taken off", () => {
  expect(left(openDrawWhole(path.join(root, "none")), "/docs/bulk-labels")).toEqual(Object.keys(router));
});
