import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
// @ts-expect-error: a plain script, without types
import { removeDrawn } from "./prepare.mjs";

test("what was drawn is taken away, and the bundles stay", () => {
  const next = mkdtempSync(path.join(os.tmpdir(), "waymark-next-"));
  const drawn = [
    "server/app/index.html",
    "server/app/index.meta",
    "server/app/docs/old.html",
    "server/app/docs/old.rsc",
    "server/app/docs/old.segments/_full.segment.rsc",
    "server/app/docs/old.segments/docs/$oc$slug/__PAGE__.segment.rsc",
    "server/app/feed.body",
    "static/flight/0123.js",
  ];
  const bundled = [
    "BUILD_ID",
    "server/app/(site)/docs/[[...slug]]/page.js",
    "server/app/(site)/docs/[[...slug]]/page_client-reference-manifest.js",
    "server/app/(site)/docs/[[...slug]]/page.js.nft.json",
    "server/chunks/ssr/one.js",
    "static/chunks/two.js",
  ];
  try {
    for (const place of [...drawn, ...bundled]) {
      mkdirSync(path.dirname(path.join(next, place)), { recursive: true });
      writeFileSync(path.join(next, place), "");
    }
    removeDrawn(next);
    const left = [...drawn, ...bundled].filter((place) => existsSync(path.join(next, place)));
    expect(left).toEqual(bundled);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
});
