import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docsSchema } from "@/lib/base/config/docs-schema";
import { checkDocs } from "./check-docs";
import { splitSlug } from "./editions";
import { cutLibrary, type Library, toLibrary } from "./internal/load-docs";
import { readTree } from "./internal/read-tree";
import { toSidebar } from "./internal/to-sidebar";
import { listEditionLinks } from "./list-edition-links";

const config = docsSchema.parse({
  versions: [{ id: "v1", label: "One" }],
  languages: [{ id: "de", label: "Deutsch", words: { Start: "Anfang", Deep: "Tief" } }],
});
const values = { PORTAL_URL: "", PORTAL_NAME: "", API_BASE_URL: "", KEY_PREFIX: "" };
const page = (title: string, more = "") =>
  `---\ntitle: ${title}\ndescription: D.\naudience: developers\n${more}---\n\nText.\n`;

let root: string;
let library: Library;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "editions-"));
  const files = {
    "meta.json": '{ "pages": ["---Start---", "index", "a", "secret", "deep"] }',
    "index.mdx": page("Home"),
    "a.mdx": page("A"),
    "secret.mdx": page("Secret", "access: { role: staff }\n"),
    "deep/b.mdx": page("B"),
    "v1/index.mdx": page("Old home"),
    "v1/gone.mdx": page("Gone"),
    "de/a.mdx": page("Ä"),
    "de/secret.mdx": page("Geheim"),
    "de/only.mdx": page("Nur hier"),
    "de/v1/index.mdx": page("Alter Anfang"),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, "content/docs", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  library = toLibrary(await readTree(root, "content/docs"), values, config);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("versions and languages of the docs", () => {
  it("are told by the beginning of an address", () => {
    const split = (slug: string) => [splitSlug(slug, config).prefix, splitSlug(slug, config).rest];
    expect(["a", "v1", "v1/a/b", "de", "de/v1/a", "dear", "v1x/a"].map(split)).toEqual([
      ["", "a"],
      ["v1", ""],
      ["v1", "a/b"],
      ["de", ""],
      ["de/v1", "a"],
      ["", "dear"],
      ["", "v1x/a"],
    ]);
  });
  it("have the same pages in every language: the first one's where nothing is translated", () => {
    expect(library.pages.map(({ slug, title, untranslated = false }) => [slug, title, untranslated])).toEqual([
      ["", "Home", false],
      ["a", "A", false],
      ["secret", "Secret", false],
      ["deep/b", "B", false],
      ["v1", "Old home", false],
      ["v1/gone", "Gone", false],
      ["de", "Home", true],
      ["de/a", "Ä", false],
      ["de/secret", "Geheim", false],
      ["de/deep/b", "B", true],
      ["de/only", "Nur hier", false],
      ["de/v1", "Alter Anfang", false],
      ["de/v1/gone", "Gone", true],
    ]);
  });
  it("have sidebars of their own, with the owner's words", () => {
    const nodes = (prefix: string) =>
      toSidebar(library.editions.get(prefix) as never, prefix).nodes.map((node) =>
        "slug" in node ? `${node.title} ${node.slug}` : node.title,
      );
    expect(nodes("")).toEqual(["Start", "Home ", "A a", "Secret secret", "Deep deep/b"]);
    expect(nodes("v1")).toEqual(["Old home v1", "Gone v1/gone"]);
    expect(nodes("de")).toEqual([
      "Anfang",
      "Home de",
      "Ä de/a",
      "Geheim de/secret",
      "Tief de/deep/b",
      "Nur hier de/only",
    ]);
  });
  it("keep from a translation whom its original keeps out, though it says nothing of it", () => {
    const open = cutLibrary(library, null);
    expect(open.pages.map(({ slug }) => slug).filter((slug) => slug.includes("secret"))).toEqual([]);
    expect(JSON.stringify(toSidebar(open.editions.get("de") as never, "de"))).not.toContain("Geheim");
  });
  it("may link to what is shown untranslated; a folder that is not there is told", async () => {
    await writeFile(
      path.join(root, "content/docs/de/only.mdx"),
      `${page("Nur")}\n[a](/docs/de/deep/b) [b](/docs/de/nope)\n`,
    );
    const problems = await checkDocs({
      root,
      cacheFolder: path.join(root, ".cache"),
      operations: [],
      answers: () => false,
      isIcon: () => true,
      docs: docsSchema.parse({ ...config, versions: [...config.versions, { id: "v0", label: "Zero" }] }),
    });
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'content/docs/de/only.mdx: "/docs/de/nope": there is no such page',
      "portal.config.ts: docs: there is no folder content/docs/v0",
    ]);
  });
});

/** The portal's own docs: v1 and German. */
describe("the way to another edition", () => {
  const slugs = (list: { slug: string; current: boolean }[]) =>
    list.map(({ slug, current }) => (current ? `[${slug}]` : slug));
  it("leads to the same page where there is one, else to where that edition begins", async () => {
    const quickstart = await listEditionLinks("quickstart");
    expect(slugs(quickstart.versions)).toEqual(["[quickstart]", "v1/quickstart"]);
    expect(slugs(quickstart.languages)).toEqual(["[quickstart]", "de/quickstart"]);
    expect(slugs((await listEditionLinks("webhooks")).versions)).toEqual(["[webhooks]", "v1"]);
    expect(slugs((await listEditionLinks("v1/labels")).versions)).toEqual(["", "[v1/labels]"]);
  });
  it("tells search engines one address for one text", async () => {
    const facts = async (slug: string) => {
      const { canonical, unlisted, translations, old } = await listEditionLinks(slug);
      return [canonical, unlisted, translations.map((one) => one.slug), old?.slug];
    };
    expect(await facts("quickstart")).toEqual(["quickstart", false, ["quickstart", "de/quickstart"], undefined]);
    expect(await facts("de/quickstart")).toEqual(["de/quickstart", false, ["quickstart", "de/quickstart"], undefined]);
    expect(await facts("de/webhooks")).toEqual(["webhooks", false, ["webhooks"], undefined]);
    expect(await facts("v1/errors")).toEqual(["errors", false, ["v1/errors"], "errors"]);
    expect(await facts("v1/labels")).toEqual(["v1/labels", true, ["v1/labels"], ""]);
  });
});
