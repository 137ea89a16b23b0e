import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fillMarks } from "@/lib/base/page-variables";
import { compilePage } from "./internal/compile-page";
import { evaluatePage } from "./internal/evaluate-page";
import { loadChanges, readChanges } from "./internal/load-changes";
import { toLibrary } from "./internal/load-docs";
import { orderFolder } from "./internal/order-folder";
import { folderProblems, readTree } from "./internal/read-tree";
import { toMarkdown } from "./internal/to-markdown";
import { toSidebar, trailOf } from "./internal/to-sidebar";
import { encodeForCode, markVariables } from "./internal/variables";
import { type DocSummary, frontMatterSchema } from "./schema";

let root: string;
const cache = () => path.join(root, ".cache");

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "docs-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

const page = (title: string, body = "Text.") =>
  `---\ntitle: ${title}\ndescription: About ${title}.\naudience: developers\n---\n\n${body}\n`;

const values = {
  PORTAL_URL: "https://dev.example.com",
  PORTAL_NAME: 'The "Post" & Co',
  API_BASE_URL: "https://api.example.com",
  KEY_PREFIX: "pst",
};

const Block = ({ html, title, language }: { html: string; title?: string; language: string }) => (
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the subject of the test
  <pre title={title} lang={language} dangerouslySetInnerHTML={{ __html: html }} />
);
// biome-ignore lint/security/noDangerouslySetInnerHtml: the subject of the test
const Inline = ({ html }: { html: string }) => <code dangerouslySetInnerHTML={{ __html: html }} />;
const Aside = ({ type, children }: { type: string; children: React.ReactNode }) => (
  <aside className={type}>{children}</aside>
);

/** What a page looks like with bare components. */
async function draw(body: string): Promise<string> {
  const source = markVariables("content/docs/x.mdx", page("X", body));
  const { code } = await compilePage("content/docs/x.mdx", source, cache());
  const Content = evaluatePage(fillMarks(code, values, encodeForCode));
  return renderToStaticMarkup(
    <Content components={{ CodeBlock: Block, InlineCode: Inline, Callout: Aside } as never} />,
  );
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: Error) => error.message,
  );

describe("the order of a folder", () => {
  const meta = { file: "content/docs/meta.json", text: '{\n  "pages": ["b",\n    "gone"]\n}' };
  const names = (pages?: string[]) =>
    orderFolder(["a", "b", "c", "index"], pages, meta).map((item) =>
      item.kind === "name" ? item.name : `[${item.title}]`,
    );

  it("is the written one, then the rest by name", () => {
    expect(names(["c", "index"])).toEqual(["c", "index", "a", "b"]);
  });
  it("without one begins with the index", () => {
    expect(names()).toEqual(["index", "a", "b", "c"]);
  });
  it("puts the rest where ... stands, leaves out what ! names, shows labels over something only", () => {
    expect(names(["---Start---", "index", "...", "---Last---", "b", "!c", "---Empty---"])).toEqual([
      "[Start]",
      "index",
      "a",
      "[Last]",
      "b",
    ]);
  });
  it("takes links, which a label can stand over", () => {
    expect(orderFolder(["a"], ["---Else---", "[Status](https://status.example.com)", "..."], meta)).toEqual([
      { kind: "label", title: "Else" },
      { kind: "link", title: "Status", href: "https://status.example.com" },
      { kind: "name", name: "a" },
    ]);
    expect(() => names(["[Bad](b)"])).toThrow('"b" is no address');
  });
  it("refuses names of nothing, with file and line", () => {
    expect(() => names(["b", "gone"])).toThrow(
      'content/docs/meta.json:3: pages: there is no page or folder "gone" here',
    );
    expect(() => names(["b", "b"])).toThrow('"b" is named twice');
  });
});

describe("front matter", () => {
  const read = (text: string) =>
    write({ "content/docs/a.mdx": text })
      .then(() => readTree(root, "content/docs"))
      .then((tree) => tree.pages.get("a")?.problem?.message ?? "no error");

  it("needs a title and a description; a page is for developers when it does not say otherwise", async () => {
    await write({ "content/docs/a.mdx": "---\ntitle: A\ndescription: B.\n---\n" });
    expect((await readTree(root, "content/docs")).pages.get("a")).toMatchObject({ audience: "developers" });
  });
  it("names the file and the line of a field that is wrong", async () => {
    expect(await read("---\ntitle: A\ndescription: B\naudience: nobody\n---\n")).toMatch(
      /^content\/docs\/a\.mdx:4: audience: /,
    );
    expect(await read("---\ntitle: A\ndescription: B\ncolour: red\naudience: developers\n---\n")).toBe(
      "content/docs/a.mdx:4: colour: is not a field of the front matter",
    );
    expect(await read("---\ntitle: A\naudience: developers\n---\n")).toMatch(/^content\/docs\/a\.mdx:1: description: /);
  });
  it("that is broken or missing says so", async () => {
    expect(await read("---\ntitle: A\ndescription: [B\naudience: developers\n---\n")).toMatch(
      /^content\/docs\/a\.mdx:[34]: /,
    );
    expect(await read("Hello")).toBe(
      "content/docs/a.mdx:1: needs front matter between two lines of three dashes at its top",
    );
  });
  it("takes what the schema knows", () => {
    expect(
      frontMatterSchema.safeParse({ title: "A", description: "B", audience: "operators", layer: 11 }).success,
    ).toBe(true);
    expect(
      frontMatterSchema.safeParse({ title: "A", description: "B", audience: "operators", layer: 12 }).success,
    ).toBe(false);
  });
});

describe("the tree", () => {
  const build = async () => {
    await write({
      "content/docs/meta.json": '{ "title": "Documentation", "pages": ["index", "setup", "guide", "!secret"] }',
      "content/docs/index.mdx": page("{{PORTAL_NAME}}"),
      "content/docs/setup.mdx": page("Setup"),
      "content/docs/secret.mdx": page("Secret"),
      "content/docs/guide/meta.json": '{ "title": "Handbook", "pages": ["index", "authors"] }',
      "content/docs/guide/index.mdx": page("Begin"),
      "content/docs/guide/authors/pages.mdx": page("Pages"),
    });
    const tree = await readTree(root, "content/docs");
    return { tree, library: toLibrary(tree, values) };
  };

  it("gives every page its address and fills its title", async () => {
    const { library } = await build();
    expect(library.pages.map((one: DocSummary) => [one.slug, one.title])).toEqual([
      ["", 'The "Post" & Co'],
      ["setup", "Setup"],
      ["guide", "Begin"],
      ["guide/authors/pages", "Pages"],
      ["secret", "Secret"],
    ]);
  });
  it("shows a section beside its pages only", async () => {
    const { tree } = await build();
    expect(toSidebar(tree, "setup")).toEqual({
      home: "",
      section: "",
      title: "Documentation",
      parentTitle: null,
      nodes: [
        { kind: "page", title: 'The "Post" & Co', slug: "" },
        { kind: "page", title: "Setup", slug: "setup" },
        { kind: "section", title: "Handbook", slug: "guide" },
      ],
    });
    expect(toSidebar(tree, "guide/authors/pages")).toEqual({
      home: "",
      section: "guide",
      title: "Handbook",
      parentTitle: "Documentation",
      nodes: [
        { kind: "page", title: "Begin", slug: "guide" },
        {
          kind: "group",
          title: "Authors",
          slug: null,
          children: [{ kind: "page", title: "Pages", slug: "guide/authors/pages" }],
        },
      ],
    });
  });
  it("has folders in parentheses that group and are no part of addresses; what begins with _ is no page", async () => {
    await write({
      "content/docs/meta.json": '{ "pages": ["(start)", "[Out](https://x.example)", "guide"] }',
      "content/docs/(start)/meta.json": '{ "title": "Begin", "pages": ["first", "deep"] }',
      "content/docs/(start)/first.mdx": page("First"),
      "content/docs/(start)/deep/one.mdx": page("One"),
      "content/docs/(start)/_shared/x.mdx": "no page",
      "content/docs/guide/(more)/two.mdx": page("Two"),
    });
    const tree = await readTree(root, "content/docs");
    const library = toLibrary(tree, values);
    expect(library.pages.map((one) => one.slug)).toEqual(["first", "deep/one", "guide/two"]);
    expect(toSidebar(tree, "first").nodes).toEqual([
      {
        kind: "group",
        title: "Begin",
        slug: null,
        children: [
          { kind: "page", title: "First", slug: "first" },
          { kind: "section", title: "Deep", slug: "deep/one" },
        ],
      },
      { kind: "link", title: "Out", href: "https://x.example" },
      { kind: "section", title: "Guide", slug: "guide/two" },
    ]);
    expect(toSidebar(tree, "deep/one")).toMatchObject({ section: "deep", title: "Deep" });
    expect(toSidebar(tree, "guide/two")).toMatchObject({ section: "guide", nodes: [{ kind: "group", title: "More" }] });
    expect(trailOf(tree, "guide/two").map((one) => one.title)).toEqual(["Documentation", "Guide", "More"]);
  });
  it("shows of a large section the folders that the page is in, the others as one entry each", async () => {
    const pages = (folder: string, count: number) =>
      Array.from({ length: count }, (_, at) => [`content/docs/big/${folder}/p${at}.mdx`, page(`P${at}`)] as const);
    const files = Object.fromEntries([...pages("a", 29), ...pages("b", 28), ...pages("b/deep", 2)]);
    await write({ ...files, "content/docs/big/index.mdx": page("Big") });
    const kindsOf = async (slug: string) => {
      const tree = await readTree(root, "content/docs");
      return toSidebar(tree, slug).nodes.map((node) => [
        node.title,
        node.kind,
        "children" in node && node.children.length,
      ]);
    };
    // 60 pages: all of them.
    expect(await kindsOf("big/a/p1")).toEqual([
      ["Big", "page", false],
      ["A", "group", 29],
      ["B", "group", 29],
    ]);
    await write({ "content/docs/big/last.mdx": page("Last") });
    expect(await kindsOf("big/a/p1")).toEqual([
      ["Big", "page", false],
      ["A", "group", 29],
      ["B", "section", false],
      ["Last", "page", false],
    ]);
    expect(await kindsOf("big")).toMatchObject([{}, ["A", "section", false], ["B", "section", false], {}]);
    const tree = await readTree(root, "content/docs");
    expect(toSidebar(tree, "big/b/p1").nodes).toContainEqual(
      expect.objectContaining({
        kind: "group",
        children: expect.arrayContaining([{ kind: "section", title: "Deep", slug: "big/b/deep/p0" }]),
      }),
    );
  });
  it("draws the icons that pages and folders name, and refuses names that are none", async () => {
    await write({
      "content/docs/top/meta.json": '{ "icon": "rocket" }',
      "content/docs/top/a.mdx": page("A").replace("title:", "icon: house\ntitle:"),
      "content/docs/b.mdx": page("B & <b>"),
    });
    const tree = await readTree(root, "content/docs");
    const { nodes } = toSidebar(tree, "b");
    expect(nodes).toContainEqual({
      kind: "section",
      title: "Top",
      slug: "top/a",
      icon: expect.stringContaining("<path"),
    });
    await write({ "content/docs/top/meta.json": '{\n "icon": "nothing-like-it"\n}' });
    expect(folderProblems(await readTree(root, "content/docs"))[0]?.message).toBe(
      'content/docs/top/meta.json:2: icon: there is no icon "nothing-like-it"',
    );
  });
  it("keeps a page's mistake with the page, and the others work", async () => {
    await write({ "content/docs/a.mdx": "no front matter", "content/docs/b.mdx": page("B") });
    const { bySlug } = toLibrary(await readTree(root, "content/docs"), values);
    expect(bySlug.get("a")?.problem?.message).toMatch(/^content\/docs\/a\.mdx:1: needs front matter/);
    expect(bySlug.get("b")?.problem).toBeUndefined();
  });
  it("refuses a page and a folder of one name, and meta.json that is wrong", async () => {
    await write({ "content/docs/a.mdx": page("A"), "content/docs/a/b.mdx": page("B") });
    expect((await readTree(root, "content/docs")).pages.get("a")?.problem?.message).toContain(
      "a folder has the same name",
    );
    await rm(path.join(root, "content"), { recursive: true });
    await write({ "content/docs/meta.json": '{\n  "titel": "A"\n}' });
    await write({ "content/docs/a.mdx": page("A"), "content/docs/b/c.mdx": page("C") });
    const broken = await readTree(root, "content/docs");
    expect(broken.problem?.message).toMatch(/^content\/docs\/meta\.json:2: titel/);
    // What cannot be read could have been a gate: nothing of the folder is given out.
    const { pages } = toLibrary(broken, values);
    expect(pages.map((one) => [one.slug, one.source, one.problem === broken.problem])).toEqual([
      ["a", "", true],
      ["b/c", "", true],
    ]);
  });
  it("keeps an order that names nothing with the folder's first page, and the others work", async () => {
    await write({
      "content/docs/index.mdx": page("I"),
      "content/docs/sub/meta.json": '{ "pages": ["gone"] }',
      "content/docs/sub/a.mdx": page("A"),
      "content/docs/sub/b.mdx": page("B"),
    });
    const { pages } = toLibrary(await readTree(root, "content/docs"), values);
    expect(pages.map((one) => [one.slug, one.problem?.message])).toEqual([
      ["", undefined],
      ["sub/a", 'content/docs/sub/meta.json:1: pages: there is no page or folder "gone" here'],
      ["sub/b", undefined],
    ]);
  });
  it("refuses a page that lies elsewhere, and aliases that grow without end", async () => {
    const bomb = [
      "a: &a [x, x, x, x, x, x, x, x, x]",
      ..."bcdefg".split("").map((one, at) => `${one}: &${one} [${Array(9).fill(`*${"abcdef"[at]}`).join(", ")}]`),
    ];
    await write({
      "secret.mdx": page("Secret"),
      "content/docs/bomb.mdx": `---\ntitle: A\n${bomb.join("\n")}\n---\n`,
      "content/docs/good.mdx": page("Good"),
    });
    await symlink(path.join(root, "secret.mdx"), path.join(root, "content/docs/linked.mdx"));
    const { bySlug } = toLibrary(await readTree(root, "content/docs"), values);
    expect(bySlug.get("bomb")?.problem?.message).toMatch(/^content\/docs\/bomb\.mdx:1: front matter: .*alias/);
    expect(bySlug.get("linked")?.problem?.message).toMatch(/^content\/docs\/linked\.mdx: .* leads out of content/);
    expect([bySlug.get("linked")?.source, bySlug.get("good")?.problem]).toEqual(["", undefined]);
  });
});

describe("a page", () => {
  it("gives headings ids that do not collide, and lists them", async () => {
    const source = page(
      "X",
      '## Set up\n\n### Keys & `ids`\n\n## Set up\n\n<Steps>\n<Step title="First step">\n\nDo.\n\n</Step>\n</Steps>',
    );
    const { headings, sections } = await compilePage("x.mdx", source, cache());
    expect(headings).toEqual([
      { id: "set-up", title: "Set up", depth: 2 },
      { id: "keys--ids", title: "Keys & ids", depth: 3 },
      { id: "set-up-1", title: "Set up", depth: 2 },
      { id: "first-step", title: "First step", depth: 3 },
    ]);
    expect(sections.map((section) => section.id)).toEqual(["set-up", "keys--ids", "set-up-1", "first-step"]);
    expect(sections.at(-1)?.text).toBe("Do.");
  });
  it("fills variables in prose, code and attributes; the key stays a placeholder", async () => {
    const html = await draw(
      'From {{PORTAL_NAME}} `{{PORTAL_URL}}/x` and [home]({{PORTAL_URL}}).\n\n```bash title="{{KEY_PREFIX}}"\ncurl {{PORTAL_URL}}/a -H "Authorization: Bearer {{SANDBOX_KEY}}"\n```',
    );
    expect(html).toContain("From The &quot;Post&quot; &amp; Co ");
    expect(html).toContain('<code><span data-wm-url="">https://dev.example.com</span>/x</code>');
    expect(html).toContain('href="https://dev.example.com"');
    expect(html).toContain('title="pst"');
    expect(html).toContain('<span data-wm-key="">YOUR_SANDBOX_KEY</span>');
    expect(html).not.toMatch(/WMX|XMW/);
  });
  it("keeps braces in code that are no variables", async () => {
    expect(await draw("```text\n{{ name }} {x}\n```")).toContain("{{ name }} {x}");
  });
  it("marks lines and colours with classes, and escapes", async () => {
    const html = await draw("```js {2}\nconst a = 1 < 2;\nconst b = '</pre>';\n```");
    expect(html).toContain('<span class="line marked">');
    expect(html).toContain('<span class="tk-keyword">');
    expect(html).toContain("&lt;/pre&gt;");
    expect(html).not.toContain("style=");
  });
  it("has tables", async () => {
    expect(await draw("| A | B |\n|---|---|\n| 1 | 2 |")).toContain("<td>2</td>");
  });
});

describe("mistakes on a page name file and line", () => {
  const mistake = (body: string) => failure(draw(body));
  // The front matter has five lines and an empty one follows.
  it.each([
    ["One.\n\nTwo {broken", /^content\/docs\/x\.mdx:9: /],
    ["One.\n\n<Callout>\n\nTwo.", /^content\/docs\/x\.mdx:\d+: .*Callout/],
    [
      "One.\n\n<Calout>Two</Calout>",
      /^content\/docs\/x\.mdx:9: <Calout> is not a component; there are Accordion, Badge, .*Callout/,
    ],
    ['import X from "./x";\n\n<X />', /^content\/docs\/x\.mdx:7: pages cannot import/],
    ["# Title", /^content\/docs\/x\.mdx:7: the page's title/],
    ["A\n\n```klingon\nx\n```", /^content\/docs\/x\.mdx:9: "klingon" is not a language/],
    ["A\n\n{{PORTAL_ULR}}", /^content\/docs\/x\.mdx:9: \{\{PORTAL_ULR\}\} is not a variable/],
  ])("%j", async (body, message) => {
    expect(await mistake(body)).toMatch(message);
  });
});

describe("the cache", () => {
  it("compiles what changed and nothing else, and leaves whole files only", async () => {
    const first = await compilePage("x.mdx", page("X", "One."), cache());
    const [entry, ...others] = await readdir(cache());
    expect(others).toEqual([]);
    // A poisoned entry shows that the second call reads it.
    await writeFile(path.join(cache(), entry as string), JSON.stringify({ ...first, code: "poisoned" }));
    await utimes(path.join(cache(), entry as string), 1, 1);
    expect((await compilePage("x.mdx", page("X", "One."), cache())).code).toBe("poisoned");
    expect((await compilePage("x.mdx", page("X", "Two."), cache())).code).not.toBe("poisoned");
    expect(await readdir(cache())).toHaveLength(2);
  });
  it("compiles a page once for all who ask at the same time, and again after half an entry", async () => {
    const both = await Promise.all([
      compilePage("x.mdx", page("X"), cache()),
      compilePage("x.mdx", page("X"), cache()),
    ]);
    expect(both[0]).toBe(both[1]);
    const [entry] = await readdir(cache());
    await writeFile(path.join(cache(), entry as string), '{"code":"half');
    expect((await compilePage("x.mdx", page("X"), cache())).code).toBe(both[0].code);
  });
});

describe("a page as Markdown", () => {
  it("has its title, no components, and its code untouched", () => {
    const source = page(
      "X",
      '<Steps>\n<Step title="One">\n\nDo.\n\n</Step>\n</Steps>\n\n<Tabs items={["curl", "JS"]}>\n<Tab>\n\n```bash\ncurl <Tab>\n```\n\n</Tab>\n<Tab>\n\nText\n\n</Tab>\n</Tabs>\n\n<Cards>\n  <Card title="A" href="/a">Text.</Card>\n</Cards>',
    );
    expect(toMarkdown({ title: "X", description: "About X.", source })).toBe(
      "# X\n\nAbout X.\n\n### One\n\nDo.\n\n**curl**\n\n```bash\ncurl <Tab>\n```\n\n**JS**\n\nText\n\n- [A](/a): Text.\n",
    );
  });
});

describe("the changelog", () => {
  const entry = (date: string) => `---\ntitle: T\ndate: ${date}\n---\n\nText.\n`;
  it("is newest first and checks dates against names", async () => {
    await write({
      "content/changelog/2026-01-02-a.mdx": entry("2026-01-02"),
      "content/changelog/2026-03-04-b.mdx": entry("2026-03-04"),
    });
    expect((await loadChanges(root)).map((change) => change.slug)).toEqual(["2026-03-04-b", "2026-01-02-a"]);
    await write({ "content/changelog/2026-05-05-c.mdx": entry("2026-05-06") });
    expect(await failure(loadChanges(root))).toBe(
      "content/changelog/2026-05-05-c.mdx: its name must begin with its date, 2026-05-06",
    );
    // Who lists and searches goes on with the others.
    expect((await readChanges(root)).changes.map((change) => change.slug)).toEqual(["2026-03-04-b", "2026-01-02-a"]);
  });
  it("may be absent", async () => {
    expect(await loadChanges(root)).toEqual([]);
  });
});
