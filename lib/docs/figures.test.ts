import { parseMermaid } from "beautiful-mermaid";
import type { Code, Root } from "mdast";
import { VFile } from "vfile";
import { describe, expect, it } from "vitest";
import { highlightCode } from "@/lib/base/highlight-code";
import { drawDiagram } from "./internal/draw-diagram";
import { prepareAlerts } from "./internal/prepare-alerts";
import { readIcon } from "./internal/read-icon";
import { turnLoops } from "./internal/turn-loops";

describe("a flow chart with a loop", () => {
  const turn = (chart: string) => turnLoops(chart, parseMermaid(chart));
  it("has its arrows back written from the other end, so that it begins where it begins", () => {
    const chart = "flowchart TD\n  A[Write] --> B{Fine?}\n  B -->|no| A\n  B -->|yes| C[Ship]\n  C -.-> A";
    const turned = turn(chart);
    expect(turned).toBe("flowchart TD\n  A[Write] --> B{Fine?}\n  A <---|no| B\n  B -->|yes| C[Ship]\n  A <-.- C");
    // The same chart: each arrow points where it did.
    const arrows = (text: string) =>
      parseMermaid(text)
        .edges.map(({ source, target, label, style, hasArrowStart, hasArrowEnd }) =>
          hasArrowStart && !hasArrowEnd ? [target, source, label, style] : [source, target, label, style],
        )
        .sort();
    expect(arrows(turned)).toEqual(arrows(chart));
  });
  it("shows the tip of an arrow that is written from the other end", async () => {
    const node = { type: "code", value: "graph LR\n  A --> B\n  B --> A" } as Code;
    const drawn = JSON.stringify(await drawDiagram(node, "Loop", "d", new VFile()));
    expect(drawn).toContain("marker-start");
    expect(drawn).not.toContain("auto-start-reverse");
  });
  it("is left alone without one, and where an arrow leads to itself", () => {
    for (const chart of ["graph LR\n  A --> B\n  A --> C\n  B --> C", "graph LR\n  A --> A"])
      expect(turn(chart)).toBe(chart);
  });
});

describe("alerts as GitHub writes them", () => {
  const text = (value: string) => ({ type: "text" as const, value });
  const quote = (...words: string[]): Root => ({
    type: "root",
    children: [{ type: "blockquote", children: [{ type: "paragraph", children: words.map(text) }] }],
  });
  it("are callouts", () => {
    const tree = quote("[!CAUTION]\nNo way back.");
    prepareAlerts(tree);
    expect(tree.children).toMatchObject([
      {
        name: "Callout",
        attributes: [
          { name: "type", value: "danger" },
          { name: "title", value: "Caution" },
        ],
        children: [{ type: "paragraph", children: [{ value: "No way back." }] }],
      },
    ]);
  });
  it("leave quotations alone", () => {
    for (const words of ["[!NOTE] on the same line", "[!SHOUT]\nNo such kind.", "Said he."]) {
      const tree = quote(words);
      prepareAlerts(tree);
      expect(tree.children[0]?.type).toBe("blockquote");
    }
  });
});

describe("code", () => {
  it("of a diff is green and red", async () => {
    const html = await highlightCode("- old\n+ new", "diff");
    expect(html).toMatch(/tk-deleted">- old.*\n.*tk-inserted">\+ new/);
  });
  it("of a shell with prompts is coloured as a terminal: a command is no text", async () => {
    const html = await highlightCode("$ npm i\nadded 1", "bash", { prompts: true });
    expect(html).not.toContain("tk-string");
    expect(html).toBe(await highlightCode("$ npm i\nadded 1", "console", { prompts: true }));
  });
});

describe("an icon", () => {
  it("is drawn by its name, also by an old one, and by no path", () => {
    expect(readIcon("check")).toMatch(/^<path d="[^"]+"\/>$/);
    expect(readIcon("home")).toBe(readIcon("house"));
    expect(readIcon("rocket")).toMatch(/^(<path d="[^"]+"\/>){4}$/);
    for (const name of ["no-such-icon", "../Icon", ""]) expect(readIcon(name)).toBeNull();
  });
});
