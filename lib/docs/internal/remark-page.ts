import GithubSlugger from "github-slugger";
import type { Code, Heading as HeadingNode, InlineCode, Root } from "mdast";
import type {} from "mdast-util-mdx";
import type { MdxJsxFlowElement, MdxJsxTextElement } from "mdast-util-mdx-jsx";
import { toString as textOf } from "mdast-util-to-string";
import { visit } from "unist-util-visit";
import type { VFile } from "vfile";
import { escapeHtml } from "@/lib/base/escape-html";
import { highlightCode, isHighlighted, parseLineRanges } from "@/lib/base/highlight-code";
import { hasMark, namesOfMarks, toHtmlMarks } from "@/lib/base/page-variables";
import type { Heading, Section } from "../schema";

/** What reading a page yields besides its compiled content. */
export type PageParts = { headings: Heading[]; sections: Section[] };

type Element = MdxJsxFlowElement | MdxJsxTextElement;
type Block = { index: number; title?: string; language: string; marked: Set<number> };

function stringAttribute(element: Element, name: string): string | undefined {
  const attribute = element.attributes.find((one) => one.type === "mdxJsxAttribute" && one.name === name);
  return attribute?.type === "mdxJsxAttribute" && typeof attribute.value === "string" ? attribute.value : undefined;
}

function attribute(name: string, value: string) {
  return { type: "mdxJsxAttribute" as const, name, value };
}

/** `js title="ship.mjs" {1,3}`: language, title and highlighted lines of a block. */
function readFence(node: Code, index: number): Block {
  const meta = node.meta ?? "";
  return {
    index,
    title: /title="([^"]*)"/.exec(meta)?.[1],
    language: node.lang ?? "text",
    marked: parseLineRanges(/\{([\d,\s-]+)\}/.exec(meta)?.[1] ?? ""),
  };
}

/**
 * A remark plugin that readies a page for the portal: refuses imports and unknown components with their place, gives headings ids, turns each
 * code block into one node of ready HTML (a third faster to compile and to draw than a tree of spans), and collects headings and plain text.
 */
export function remarkPage({ components, parts }: { components: ReadonlySet<string>; parts: PageParts }) {
  return async (tree: Root, file: VFile) => {
    checkComponents(tree, file, components);
    prepareHeadings(tree, file, parts);
    collectSections(tree, parts);
    await renderCode(tree, file);
  };
}

function checkComponents(tree: Root, file: VFile, components: ReadonlySet<string>) {
  visit(tree, (node) => {
    // The front matter becomes an export without a place; what the author wrote has one.
    if (node.type === "mdxjsEsm" && node.position) {
      file.fail(
        "pages cannot import or export: components are passed in by the portal, see /docs/guide/authors/components",
        node,
      );
    }
    if (node.type !== "mdxJsxFlowElement" && node.type !== "mdxJsxTextElement") return;
    if (node.name && /^[A-Z]/.test(node.name) && !components.has(node.name)) {
      file.fail(`<${node.name}> is not a component; there are ${[...components].sort().join(", ")}`, node);
    }
  });
}

function prepareHeadings(tree: Root, file: VFile, parts: PageParts) {
  const slugger = new GithubSlugger();
  let depth: 2 | 3 = 2;
  visit(tree, (node) => {
    if (node.type === "heading") {
      if (node.depth === 1) file.fail("the page's title is its first-level heading; begin with ##", node);
      const title = textOf(node).trim();
      const id = slugger.slug(namesOfMarks(title));
      node.data = { ...node.data, hProperties: { id } } as HeadingNode["data"];
      if (node.depth === 2 || node.depth === 3) parts.headings.push({ id, title, depth: node.depth });
      depth = node.depth === 2 ? 3 : depth;
    }
    if (node.type === "mdxJsxFlowElement" && node.name === "Step") {
      const title = stringAttribute(node, "title");
      if (!title) return;
      const id = slugger.slug(namesOfMarks(title));
      // A step is a heading one below the one it stands under.
      node.attributes.push(attribute("id", id), attribute("depth", String(depth)));
      parts.headings.push({ id, title, depth });
    }
  });
}

function collectSections(tree: Root, parts: PageParts) {
  let section: Section = { id: null, title: null, text: "" };
  const begin = (id: string, title: string) => {
    parts.sections.push(section);
    section = { id, title, text: "" };
  };
  visit(tree, (node) => {
    if (node.type === "heading") {
      begin(String((node.data as { hProperties?: { id?: string } })?.hProperties?.id ?? ""), textOf(node).trim());
      return "skip";
    }
    if (node.type === "mdxJsxFlowElement") {
      const title = stringAttribute(node, "title");
      if (node.name === "Step" && title) begin(stringAttribute(node, "id") ?? "", title);
      else if (title) section.text += ` ${title}`;
    }
    if (node.type === "paragraph" || node.type === "tableRow" || node.type === "code") {
      const text = node.type === "tableRow" ? node.children.map((cell) => textOf(cell)).join(" ") : textOf(node);
      section.text += ` ${text.replace(/\s+/g, " ")}`;
      return "skip";
    }
  });
  parts.sections.push(section);
  parts.sections = parts.sections
    .map((one) => ({ ...one, text: one.text.trim() }))
    .filter((one) => one.text || one.title);
}

async function renderCode(tree: Root, file: VFile) {
  const found: { node: Code; replace: (by: Element) => void }[] = [];
  visit(tree, (node, index, parent) => {
    if (!parent || index === undefined) return;
    const replace = (by: Element) => {
      (parent.children as unknown[])[index] = by;
    };
    if (node.type === "code") found.push({ node, replace });
    if (node.type === "inlineCode" && hasMark(node.value)) replace(inlineCode(node));
  });
  for (const [index, { node, replace }] of found.entries()) {
    const block = readFence(node, index + 1);
    if (!isHighlighted(block.language) && !["text", "plain", "http"].includes(block.language)) {
      file.fail(`"${block.language}" is not a language the highlighter knows; use text`, node);
    }
    const html = toHtmlMarks(await highlightCode(node.value, block.language, block.marked));
    replace({
      type: "mdxJsxFlowElement",
      name: "CodeBlock",
      attributes: [
        attribute("html", html),
        attribute("language", block.language),
        attribute("block", block.title ?? String(block.index)),
        ...(block.title ? [attribute("title", block.title)] : []),
      ],
      children: [],
    });
  }
}

function inlineCode(node: InlineCode): MdxJsxTextElement {
  return {
    type: "mdxJsxTextElement",
    name: "InlineCode",
    attributes: [attribute("html", toHtmlMarks(escapeHtml(node.value)))],
    children: [],
  };
}
