import { expect, it } from "vitest";
import { readSnippet } from "@/lib/usage/read-snippet";
import { traceSnippet } from "./trace-snippet";

const bases = ["https://portal.example/sandbox"];
const trace = (text: string, block = "first-call", path = "/docs/quickstart") =>
  traceSnippet(text, { path, block }, bases);
const header = '-H "Waymark-Snippet: /docs/quickstart#first-call"';

it("adds a line to a command of several, and a word to one of one line", () => {
  expect(trace(`curl https://portal.example/sandbox/shipments \\\n  -H "A: b"`)).toBe(
    `curl https://portal.example/sandbox/shipments \\\n  ${header} \\\n  -H "A: b"`,
  );
  expect(trace("curl -s 'https://portal.example/sandbox/a?b=1' | jq")).toBe(
    `curl -s 'https://portal.example/sandbox/a?b=1' ${header} | jq`,
  );
  expect(trace("curl https://portal.example/sandbox/a\ncurl https://portal.example/sandbox/b")).toBe(
    `curl https://portal.example/sandbox/a ${header}\ncurl https://portal.example/sandbox/b ${header}`,
  );
});

it("leaves alone what calls elsewhere, is no command, or would not stay one", () => {
  for (const text of [
    "curl https://elsewhere.example/sandbox/a",
    "curl https://portal.example/sandboxes/a",
    "curl https://portal.example.evil.example/sandbox/a",
    "# curl https://portal.example/sandbox/a",
    "cat <<EOF\ncurl https://portal.example/sandbox/a\nEOF",
    `curl https://portal.example/sandbox/a -H "waymark-snippet: mine"`,
    `curl -d 'see https://portal.example/sandbox/a'`,
  ]) {
    expect(trace(text)).toBe(text);
  }
  expect(trace("curl https://portal.example/sandbox/a", "x".repeat(121))).not.toContain("Waymark");
  expect(trace("curl https://portal.example/sandbox/a", "b", '/docs/"; rm -rf /')).not.toContain("Waymark");
});

it("whatever a block is called, the door reads it and the shell sees one word", () => {
  for (const block of ["createShipment cURL", "it's (a) $test* `x`", 'a"b\\c#d']) {
    const text = trace("curl https://portal.example/sandbox/a", block, "/reference/createShipment");
    const value = /-H "Waymark-Snippet: ([^"\\$`]+)"$/.exec(text)?.[1];
    expect(readSnippet(value)).toBe(value);
    expect(decodeURIComponent(value?.split("#")[1] ?? "")).toBe(block);
  }
  for (const bad of ["", "docs#a", "/docs", "/docs#", "/docs#a b", "/docs\n#a", `/docs#${"a".repeat(121)}`, 7, null])
    expect(readSnippet(bad)).toBeUndefined();
});
