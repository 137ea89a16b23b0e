import { describe, expect, it } from "vitest";
import { checkReturnPath } from "./check-return-path";

const origin = "https://portal.example";
const check = (text: string | null | undefined) => checkReturnPath(text, "/console", origin);

describe("where to go after signing in", () => {
  it.each([
    ["/console/team?x=1#y", "/console/team?x=1#y"],
    ["/docs/../console", "/console"],
    ["https://portal.example/docs", "/docs"],
    ["/search?q=https://evil.example", "/search?q=https://evil.example"],
  ])("keeps %j as %j", (text, path) => expect(check(text)).toBe(path));

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "https://portal.example//evil.example",
    "https://portal.example@evil.example/",
    "https://portal.example.evil.example/",
    "http://portal.example/",
    "http://return.invalid/console",
    "javascript:alert(1)",
    "data:text/html,x",
    "console",
    " https://evil.example",
    "http://[bad",
    "",
    null,
    undefined,
    `/${"x".repeat(3_000)}`,
  ])("does not follow %j", (text) => expect(check(text)).toBe("/console"));

  it("follows no full address when none is ours", () => {
    expect(checkReturnPath("https://portal.example/docs", "/console")).toBe("/console");
  });
});
