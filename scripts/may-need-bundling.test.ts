import { expect, test } from "vitest";
// @ts-expect-error: a plain script, without types
import { mayNeedBundling } from "./may-need-bundling.mjs";

const asks = (place: string, text = "") => mayNeedBundling(place, Buffer.from(text)) as boolean;

test("text of the content is drawn with the bundles there are", () => {
  expect(asks("content/docs/quickstart.mdx", "# Quickstart\n\nThis class of parcels.")).toBe(false);
  expect(asks("content/docs/a.mdx", "```py\nclass Depot(Base):\n  pass\n```")).toBe(false);
  expect(asks("content/docs/meta.json", '{ "pages": ["a"] }')).toBe(false);
  expect(asks("content/reference/parcels.yaml", "openapi: 3.1.0")).toBe(false);
});

test("code, settings and what asks for styles of its own need new ones", () => {
  expect(asks("content/docs/a.mdx", '<div className="mt-7">far</div>')).toBe(true);
  expect(asks("content/docs/a.mdx", '<div class = "mt-7">far</div>')).toBe(true);
  expect(asks("content/docs/a.mdx", 'export const look = { className: "mt-7" };')).toBe(true);
  expect(asks("content/docs/a.mdx", '<Pair labelClass="mt-7" />')).toBe(true);
  expect(asks("content/components/index.tsx")).toBe(true);
  expect(asks("content/reference/parcels.json", "{}")).toBe(true);
  expect(asks("content/redirects.yaml", "- from: /a")).toBe(true);
  expect(asks("app/layout.tsx")).toBe(true);
  expect(asks("lib/notes.md")).toBe(true);
});
