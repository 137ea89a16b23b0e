import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compilePage } from "./internal/compile-page";
import { expandIncludes } from "./internal/expand-includes";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "includes-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}
const expand = (text: string) => expandIncludes(root, "content/docs/x.mdx", text);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: Error) => error.message,
  );

describe("<Include>", () => {
  it("puts a file in without its front matter, with its indent, and knows where each line was written", async () => {
    await write({ "content/docs/_shared/a.mdx": "---\ntitle: A\n---\nOne {{PORTAL_NAME}}.\n\nTwo.\n" });
    const { source, origins } = await expand('Top\n\n  <Include file="docs/_shared/a.mdx" />\n\nEnd');
    expect(source).toBe("Top\n\n  One WMXTPORTALNAMEXMW.\n\n  Two.\n\nEnd");
    expect(origins?.slice(2, 5)).toEqual([4, 5, 6].map((line) => ({ file: "content/docs/_shared/a.mdx", line })));
    expect(origins?.at(-1)).toEqual({ file: "content/docs/x.mdx", line: 5 });
  });
  it("finds files beside the page by ./ and leaves code as it is", async () => {
    await write({ "content/docs/a.mdx": "A" });
    expect((await expand('<Include file="./a.mdx" />')).source).toBe("A");
    const code = '```mdx\n<Include file="gone.mdx" />\n```';
    expect(await expand(code)).toEqual({ source: code, parts: [] });
  });
  it("refuses circles, naming the way and the place", async () => {
    await write({
      "content/a.mdx": 'One\n\n<Include file="b.mdx" />',
      "content/b.mdx": '<Include file="a.mdx" />',
    });
    expect(await failure(expand('<Include file="a.mdx" />'))).toBe(
      "content/b.mdx:1: includes go in a circle: content/docs/x.mdx -> content/a.mdx -> content/b.mdx -> content/a.mdx",
    );
  });
  it("refuses what grows without end", async () => {
    const twice = (name: string) => `<Include file="${name}" />\n<Include file="${name}" />`;
    await write(Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`content/${n}.mdx`, twice(`${n + 1}.mdx`)])));
    await write({ "content/17.mdx": "line\n".repeat(5) });
    expect(await failure(expand('<Include file="0.mdx" />'))).toContain("over 500 files");
  });
  it.each([
    ["../../../etc/passwd", "leads out of content/"],
    ["../../portal.config.ts", "leads out of content/"],
    ["/etc/passwd", "leads out of content/"],
    ["docs\\..\\..\\x", "leads out of content/"],
    ["link.mdx", "leads out of content/"],
    ["gone.mdx", "content/gone.mdx is not there"],
    ["docs", "cannot be read (EISDIR)"],
  ])("refuses %s", async (name, message) => {
    await write({ "secret.txt": "secret", "content/docs/a.mdx": "" });
    await symlink(path.join(root, "secret.txt"), path.join(root, "content/link.mdx"));
    const text = await failure(expand(`\n<Include file="${name}" />`));
    expect(text).toMatch(/^content\/docs\/x\.mdx:2: /);
    expect(text).toContain(message);
  });
  it("refuses other attributes and an inside", async () => {
    expect(await failure(expand('<Include src="a.mdx" />'))).toContain('<Include> has no "src"');
    expect(await failure(expand("<Include file={name} />"))).toContain("stands on a line of its own");
  });
  it("lets mistakes name the included file and its line", async () => {
    await write({ "content/a.mdx": "---\nx: 1\n---\n\nFine.\n\n<Calout>No</Calout>\n" });
    const page = '---\ntitle: X\n---\n\n<Include file="a.mdx" />\n';
    const { source, origins } = await expand(page);
    const message = await failure(compilePage("content/docs/x.mdx", source, path.join(root, ".cache"), origins));
    expect(message).toMatch(/^content\/a\.mdx:7: <Calout> is not a component/);
  });
});

describe("<Snippet>", () => {
  it("cuts a region, nested ones included, and takes its indent away", async () => {
    await write({
      "content/s/ship.mjs":
        "a\n  // #region one\n  if (b) {\n    // #region two\n    c\n    // #endregion\n  }\n  // #endregion\nd\n",
    });
    const { source } = await expand('<Snippet file="s/ship.mjs" name="one" title="ship.mjs" meta="numbers {1}" />');
    expect(source).toBe('```js title="ship.mjs" numbers {1}\nif (b) {\n  c\n}\n```');
    expect((await expand('<Snippet file="s/ship.mjs" name="two" id="c" />')).source).toBe('```js id="c"\nc\n```');
    expect((await expand('<Snippet file="s/ship.mjs" />')).source).toBe("```js\na\n  if (b) {\n    c\n  }\nd\n```");
  });
  it("takes a block of a page by its id, and fences longer than those in it", async () => {
    await write({ "content/docs/p.mdx": '```bash id="one"\n1\n```\n\n````mdx id="two"\n```js\n2\n```\n````\n' });
    expect((await expand('<Snippet file="docs/p.mdx" name="one" />')).source).toBe("```bash\n1\n```");
    expect((await expand('<Snippet file="docs/p.mdx" name="two" />')).source).toBe("````mdx\n```js\n2\n```\n````");
  });
  it("says which name is not there", async () => {
    await write({ "content/a.py": "# #region open\nx\n", "content/p.mdx": "" });
    expect(await failure(expand('<Snippet file="a.py" name="open" />'))).toBe(
      'content/docs/x.mdx:1: name="open": there is no "#region open" that ends in content/a.py',
    );
    expect(await failure(expand('<Snippet file="p.mdx" name="x" />'))).toContain('no code block with id="x"');
  });
});
