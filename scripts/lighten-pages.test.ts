import { describe, expect, test } from "vitest";
// @ts-expect-error: a plain script, without types
import { lightenPage } from "./lighten-pages.mjs";

const page = ({ head = "", tail = "" }) =>
  `<html><head><title>A</title><link rel="preload" as="script" fetchPriority="low" href="/_next/static/chunks/m.js"/><script src="/_next/static/chunks/a.js" async=""></script>${head}<script src="/wm.js" defer=""></script><script src="/_next/static/chunks/old.js" noModule=""></script></head><body><p>Text</p><script id="_R_">boot()</script><script src="/_next/static/chunks/m.js" async=""></script><script>(self.__next_f=self.__next_f||[]).push([0])</script><script>self.__next_f.push([1,"a </p> b"])</script>${tail}</body></html>`;

describe("a static page without the framework", () => {
  test("keeps its text, lists what was taken out in order, and gives React's data a file", () => {
    const { html, flight, flightName } = lightenPage(page({}), "/_next/static/page-1.js");
    const list = `["/_next/static/${flightName}","/_next/static/chunks/a.js","/_next/static/chunks/m.js"]`;
    expect(html.replace(/<script type="speculationrules">.*?<\/script>/, "")).toBe(
      `<html><head><title>A</title><script src="/wm.js" defer=""></script><script type="application/json" id="wm-scripts">${list}</script><script src="/_next/static/page-1.js" defer=""></script></head><body><p>Text</p></body></html>`,
    );
    expect(flight).toBe('boot();\n(self.__next_f=self.__next_f||[]).push([0]);\nself.__next_f.push([1,"a </p> b"]);\n');
    expect(flightName).toMatch(/^flight\/[0-9a-f]{16}\.js$/);
  });

  test.each([
    ["a script of another shape", page({ head: '<script type="module" src="/_next/static/chunks/b.js"></script>' })],
    ["data in another place", page({ tail: '<script data-x="">self.__next_f.push([1,"c"])</script>' })],
    ["no scripts at all", "<html><head></head><body></body></html>"],
  ])("is left alone with %s", (_what, html) => {
    expect(lightenPage(html, "/_next/static/page-1.js")).toBeNull();
  });
});
