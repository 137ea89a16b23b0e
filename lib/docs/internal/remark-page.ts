import GithubSlugger from "github-slugger";
import type { Heading as HeadingNode, Root } from "mdast";
import type {} from "mdast-util-mdx";
import { toString as textOf } from "mdast-util-to-string";
import { visit } from "unist-util-visit";
import type { VFile } from "vfile";
import { namesOfMarks } from "@/lib/base/page-variables";
import type { Section } from "../schema";
import { checkComponents } from "./check-components";
import { attribute, isElement, stringAttribute } from "./jsx-elements";
import type { PageParts } from "./page-parts";
import { prepareAlerts } from "./prepare-alerts";
import { prepareCode } from "./prepare-code";
import { prepareFigures } from "./prepare-figures";

/**
 * A remark plugin that readies a page for the portal: refuses what cannot be drawn, with its place; gives headings ids; collects headings,
 * plain text and what the page points at; turns code, diagrams, formulas and pictures into what the portal draws. `own`: the names of the
 * owner's components; `prefix` keeps ids apart of what is shown together.
 */
export function remarkPage({ parts, own, prefix }: { parts: PageParts; own: ReadonlySet<string>; prefix: string }) {
  return async (tree: Root, file: VFile) => {
    checkComponents(tree, file, own);
    prepareAlerts(tree);
    prepareHeadings(tree, file, parts);
    collectSections(tree, parts);
    collectReferences(tree, parts);
    await prepareFigures(tree, file);
    await prepareCode(tree, file, parts, prefix);
  };
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
      parts.anchors.push(id);
      if (node.depth === 2 || node.depth === 3) parts.headings.push({ id, title, depth: node.depth });
      depth = node.depth === 2 ? 3 : depth;
    }
    if (node.type === "mdxJsxFlowElement" && node.name === "Step") {
      const title = stringAttribute(node, "title");
      if (!title) return;
      const id = slugger.slug(namesOfMarks(title));
      // A step is a heading one below the one it stands under.
      node.attributes.push(attribute("id", id), attribute("depth", String(depth)));
      parts.anchors.push(id);
      parts.headings.push({ id, title, depth });
    }
    const id = isElement(node) && /^[a-z]/.test(node.name ?? "") ? stringAttribute(node, "id") : undefined;
    if (id) parts.anchors.push(id);
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
    if (isElement(node)) {
      const title = stringAttribute(node, "title");
      if (node.name === "Step" && title) begin(stringAttribute(node, "id") ?? "", title);
      else if (title) section.text += ` ${title}`;
      for (const name of ["name", "method", "path", "caption"]) {
        const value = stringAttribute(node, name);
        if (value && /^[A-Z]/.test(node.name ?? "")) section.text += ` ${value}`;
      }
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

/** Links, media and endpoints, for `npm run check`. */
function collectReferences(tree: Root, parts: PageParts) {
  visit(tree, (node) => {
    const line = node.position?.start.line ?? 1;
    if (node.type === "link" || node.type === "definition")
      parts.references.push({ kind: "link", href: node.url, line });
    if (node.type === "image") parts.references.push({ kind: "media", src: node.url, line });
    if (!isElement(node)) return;
    const href = stringAttribute(node, "href");
    if (href) parts.references.push({ kind: "link", href, line });
    for (const name of ["src", "poster", "captions"]) {
      const src = stringAttribute(node, name);
      if (src) parts.references.push({ kind: "media", src, line });
    }
    const verify = node.name === "Step" ? stringAttribute(node, "verify") : undefined;
    if (verify) parts.references.push({ kind: "verify", text: verify, line });
    if (node.name === "Endpoint") {
      const method = stringAttribute(node, "method") ?? "";
      parts.references.push({ kind: "endpoint", method, path: stringAttribute(node, "path") ?? "", line });
    }
  });
}
