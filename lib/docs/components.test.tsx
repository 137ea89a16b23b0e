import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compilePage } from "./internal/compile-page";
import { evaluatePage } from "./internal/evaluate-page";
import { toMarkdown } from "./internal/to-markdown";

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), "components-"));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

type Props = Record<string, unknown> & { children?: React.ReactNode };

/** Shows what a component was given, as a tag of its name. */
const shown = (name: string) =>
  [
    name,
    ({ children, html, ...rest }: Props) => (
      <div data-is={name} data-props={JSON.stringify(rest)}>
        {html ? <b data-html={String(html)} /> : null}
        {children}
      </div>
    ),
  ] as const;
const names = [
  "CodeBlock",
  "Tabs",
  "Tab",
  "CodeGroup",
  "FileTree",
  "Image",
  "Video",
  "Diagram",
  "Formula",
  "Parameters",
];
const components = Object.fromEntries([...names, "Parameter", "Endpoint", "Callout", "Steps", "Step"].map(shown));

const page = (body: string) => `---\ntitle: X\ndescription: D.\naudience: authors\n---\n\n${body}\n`;
const compile = (body: string, file = "content/docs/x.mdx") => compilePage(file, page(body), cache);
async function draw(body: string): Promise<string> {
  const Content = evaluatePage((await compile(body)).code);
  return renderToStaticMarkup(<Content components={components as never} />).replaceAll("&quot;", '"');
}
const markdown = (body: string) =>
  toMarkdown({ title: "X", description: "D.", source: page(body) }).slice("# X\n\nD.\n\n".length);
const failure = (body: string) =>
  compile(body).then(
    () => "no error",
    (error: Error) => error.message,
  );

describe("mistakes in components name their line", () => {
  it.each([
    ['<Callout type="wran">\n\nX\n\n</Callout>', 'type="wran" is none of note'],
    ['<Callout kind="note">\n\nX\n\n</Callout>', '<Callout> has no "kind"'],
    ['<Card title="A">X</Card>', '<Card> needs href="..."'],
    ['<Step title="A">\n\nX\n\n</Step>', "<Step> must stand directly in <Steps>"],
    ['<Tabs items={["a", "b"]}>\n<Tab>\n\nX\n\n</Tab>\n</Tabs>', "<Tabs> names 2 items and has 1 <Tab>"],
    ["<CodeGroup>\n\nText\n\n</CodeGroup>", "<CodeGroup> holds code blocks"],
    ["<CodeGroup>\n\n```js\n1\n```\n\n```js\n2\n```\n\n</CodeGroup>", 'two tabs "JavaScript"'],
    ["<FileTree>\n\nText\n\n</FileTree>", "<FileTree> holds one list"],
    ['A <Include file="a.mdx" />', "<Include /> must stand on a line of its own"],
    ["```mermaid\ngrph LR\n```", "the diagram cannot be drawn: "],
    ["$$\n\\frac{1\n$$", "the formula cannot be read: "],
    ["```js nonsense\n1\n```", '"nonsense" behind the language'],
    ["```bash languages\ncurl https://a.example | jq\n```", '"languages" needs one curl command'],
  ])("%j", async (body, message) => {
    const text = await failure(body);
    expect(text).toMatch(/^content\/docs\/x\.mdx:\d+: /);
    expect(text).toContain(message);
  });
});

describe("code blocks", () => {
  it("have names that stay: their id, their title, else their section's with a number", async () => {
    const html = await draw(
      '```js\n1\n```\n\n## Part\n\n```js id="mine"\n1\n```\n\n```js title="A file.js" numbers=3 wrap\n1\n```\n\n```js\n1\n```\n\n```js\n1\n```',
    );
    expect([...html.matchAll(/"block":"([^"]*)"/g)].map((match) => match[1])).toEqual([
      "start-1",
      "mine",
      "a-filejs",
      "part-1",
      "part-1-1",
    ]);
    expect(html).toContain('"title":"A file.js","numbers":"3","wrap":"true"');
    const { anchors } = await compile('## Part\n\n```js id="mine"\n1\n```');
    expect(anchors).toEqual(["part", "code-mine"]);
  });
  it("of entries that stand on one page have names apart", async () => {
    const { anchors } = await compile("```js\n1\n```", "content/changelog/2026-01-02-a.mdx");
    expect(anchors).toEqual(["code-2026-01-02-a-start-1"]);
  });
  it("in a group are tabs, named by tab, title or language", async () => {
    const html = await draw(
      '<CodeGroup>\n\n```bash tab="npm"\n1\n```\n\n```js title="a.js"\n2\n```\n\n```go\n3\n```\n\n</CodeGroup>',
    );
    expect(html).toContain(String.raw`{"labels":"[\"npm\",\"a.js\",\"Go\"]"}`);
    expect(html.match(/data-is="CodeBlock"/g)).toHaveLength(3);
  });
  it("with a curl command become tabs of languages, in Markdown the command alone", async () => {
    const body = '```bash languages="Python,Go" id="call"\ncurl https://a.example/x\n```';
    const html = await draw(body);
    expect(html).toContain(String.raw`{"labels":"[\"curl\",\"Python\",\"Go\"]"}`);
    expect([...html.matchAll(/"block":"([^"]*)"/g)].map((match) => match[1])).toEqual([
      "call",
      "call-python",
      "call-go",
    ]);
    expect(markdown(body)).toBe("```bash\ncurl https://a.example/x\n```\n");
  });
  it("of pages about pages keep notes; of terminals, the picture of the escape is the escape", async () => {
    expect(await draw("```mdx\nb // [!code ++]\n```")).toContain("!code ++");
    expect(await draw("```ansi\n␛[32mok\n```")).toContain("tk-ansi-green");
  });
  it("in Markdown have no notes; what changed is a diff", () => {
    expect(markdown('```js title="a.js" {1} numbers\na\nb // [!code highlight]\n```')).toBe(
      '```js title="a.js"\na\nb\n```\n',
    );
    expect(markdown("```js\na // [!code --]\nb // [!code ++]\nc\n```")).toBe("```diff\n-a\n+b\n c\n```\n");
  });
});

describe("figures", () => {
  it("are diagrams drawn at the build, without styles, fonts or scripts of their own", async () => {
    const html = await draw('```mermaid title="Way"\nflowchart LR\n  A[Start <b>] --> B\n```');
    expect(html).toContain('"title":"Way"');
    expect(html).toContain("&lt;svg");
    expect(html).toContain("diagram-7-arrowhead");
    expect(html).not.toMatch(/googleapis|style|data-id|script/);
    expect(markdown("```mermaid\nflowchart LR\n```")).toBe("```mermaid\nflowchart LR\n```\n");
  });
  it("are formulas between two pairs of dollars; one is money", async () => {
    const html = await draw("From $5 to $6: $$a_{1}$$\n\n$$\n\\frac{1}{2}\n$$");
    expect(html).toContain("From $5 to $6: ");
    expect(html.match(/&lt;math/g)).toHaveLength(2);
    expect(html).toContain('"display":"true"');
    expect(markdown("$$\n\\frac{1}{2}\n$$")).toBe("$$\n\\frac{1}{2}\n$$\n");
  });
  it("are pictures with a paragraph for themselves; others stay in their sentence", async () => {
    const html = await draw('![A mark](/a.svg "Large")\n\nSee ![b](/b.svg) here.');
    expect(html).toContain('data-is="Image" data-props="{"src":"/a.svg","alt":"A mark","caption":"Large"}"');
    expect(html).toContain('<img src="/b.svg" alt="b"/>');
    expect(markdown('<Image src="/a.svg" alt="A" caption="C" />')).toBe("![A](/a.svg)\n\nC\n");
    expect(markdown('<Video src="/a.mp4" title="Film" />')).toBe("[Video: Film](/a.mp4)\n");
  });
  it("are trees of files and folders", async () => {
    const html = await draw("<FileTree>\n\n- a/\n- b\n  - **c.ts** new\n\n</FileTree>");
    expect([...html.matchAll(/data-kind="(\w+)"/g)].map((match) => match[1])).toEqual(["folder", "folder", "file"]);
  });
});

describe("callouts in Markdown", () => {
  it("are quoted, with their title or their kind", () => {
    expect(markdown('<Callout type="warn">\nOne.\n\nTwo.\n</Callout>')).toBe("> **Careful**\n>\n> One.\n> \n> Two.\n");
    expect(markdown('<Callout title="T">\n\n```js\n1\n```\n\n</Callout>')).toBe("> **T**\n\n```js\n1\n```\n");
  });
});

describe("lists", () => {
  it("define terms", async () => {
    expect((await draw("Key\n\n: What opens.")).replace(/\n/g, "")).toBe(
      "<dl><dt>Key</dt><dd><p>What opens.</p></dd></dl>",
    );
  });
  it("of parameters and endpoints are said in Markdown too, and found", async () => {
    const body =
      'Ask <Endpoint method="get" path="/carriers" />.\n\n<Parameters>\n<Parameter name="a" type="string" required>\n\nThe *first*.\n\n</Parameter>\n<Parameter name="b" default="2">\n\nThe second.\n\n</Parameter>\n</Parameters>';
    expect(markdown(body)).toBe(
      "Ask `GET /carriers`.\n\n- `a` (string, required): The *first*.\n- `b` (default 2): The second.\n",
    );
    const { sections, references } = await compile(body);
    expect(sections[0]?.text).toContain("The second.");
    expect(references).toEqual([{ kind: "endpoint", method: "get", path: "/carriers", line: 7 }]);
  });
});
