import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";
import { drawnFrom } from "./internal/evaluate-page";

afterEach(() => vi.unstubAllEnvs());

const page = () => {
  throw new ReferenceError("nowhere is not defined");
};
const draw = () => drawnFrom("content/docs/a.mdx", "---\ntitle: A\n---\n\n{nowhere}\n", page)({});

it("names file and line of what a page throws while it is drawn", () => {
  expect(draw).toThrow("content/docs/a.mdx:5: cannot be drawn: nowhere is not defined");
});

it("draws the mistake while somebody writes", () => {
  vi.stubEnv("NODE_ENV", "development");
  expect(renderToStaticMarkup(draw() as never)).toContain("content/docs/a.mdx:5: cannot be drawn");
});
