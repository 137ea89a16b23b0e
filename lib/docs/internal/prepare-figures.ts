import type { Image, List, Root, RootContent } from "mdast";
import type { InlineMath, Math as MathBlock } from "mdast-util-math";
import { toString as textOf } from "mdast-util-to-string";
import type { Position } from "unist";
import { visit } from "unist-util-visit";
import type { VFile } from "vfile";
import { hasMark } from "@/lib/base/page-variables";
import { attribute, type Element, flowElement, isElement, stringAttribute, textElement } from "./jsx-elements";
import { readIcon } from "./read-icon";

/** Pictures, formulas and file trees become what the portal draws. */
export async function prepareFigures(tree: Root, file: VFile) {
  visit(tree, "paragraph", (node, index, parent) => {
    const [only, ...others] = node.children.filter((child) => child.type !== "text" || child.value.trim());
    // A picture with a paragraph for itself can be looked at closely; one in a sentence stays in it.
    if (!parent || index === undefined || only?.type !== "image" || others.length > 0) return;
    parent.children[index] = picture(only);
  });
  visit(tree, (node) => {
    if (isElement(node) && node.name === "Card") prepareCard(node, file);
    if (isElement(node) && node.name === "FileTree") prepareTree(node.children as RootContent[], node.position, file);
  });
  await drawFormulas(tree, file);
}

/** `icon` names one; its drawing goes along. */
function prepareCard(node: Element, file: VFile) {
  const name = stringAttribute(node, "icon");
  if (name === undefined) return;
  const drawing = readIcon(name) ?? file.fail(`there is no icon "${name}"; they are at https://lucide.dev/icons`, node);
  node.attributes.push(attribute("drawing", drawing));
}

function picture(node: Image) {
  return flowElement("Image", { src: node.url, alt: node.alt ?? "", caption: node.title ?? undefined });
}

function prepareTree(children: RootContent[], place: Position | undefined, file: VFile) {
  const [list, ...others] = children;
  if (list?.type !== "list" || others.length > 0) file.fail("<FileTree> holds one list and nothing else", place);
  const mark = (one: List) => {
    one.data = { ...one.data, hProperties: { className: ["wm-tree-list"] } } as List["data"];
    for (const item of one.children) {
      const below = item.children.find((child) => child.type === "list");
      const name = item.children[0] ? textOf(item.children[0]).trim() : "";
      const kind = below || /^\S+\/(\s|$)/.test(name) ? "folder" : "file";
      item.data = { ...item.data, hProperties: { className: ["wm-tree-item"], "data-kind": kind } } as List["data"];
      if (below) mark(below);
    }
  };
  mark(list as List);
}

async function drawFormulas(tree: Root, file: VFile) {
  const found: { node: MathBlock | InlineMath; put: (html: string) => void }[] = [];
  visit(tree, ["math", "inlineMath"], (node, index, parent) => {
    if (!parent || index === undefined || (node.type !== "math" && node.type !== "inlineMath")) return;
    const put = (html: string) => {
      const alone = node.type === "inlineMath" && parent.type === "paragraph" && parent.children.length === 1;
      const shown = node.type === "math" || alone;
      (parent.children as RootContent[])[index] =
        node.type === "math"
          ? flowElement("Formula", { html, display: "true" })
          : textElement("Formula", { html, ...(shown ? { display: "true" } : {}) });
    };
    found.push({ node, put });
  });
  if (found.length === 0) return;
  const { default: katex } = await import("katex");
  for (const { node, put } of found) {
    if (hasMark(node.value)) file.fail("variables cannot be used in formulas", node);
    try {
      // MathML: every browser of today draws it by itself, so a page carries neither fonts nor styles for it.
      put(
        katex.renderToString(node.value, { output: "mathml", displayMode: node.type === "math", throwOnError: true }),
      );
    } catch (error) {
      file.fail((error as Error).message.replace(/^KaTeX parse error: /, "the formula cannot be read: "), node);
    }
  }
}
