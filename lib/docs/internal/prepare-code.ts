import GithubSlugger from "github-slugger";
import type { Code, InlineCode, Root, RootContent } from "mdast";
import { visit } from "unist-util-visit";
import type { VFile } from "vfile";
import { escapeHtml } from "@/lib/base/escape-html";
import { highlightCode, isHighlighted } from "@/lib/base/highlight-code";
import { hasMark, namesOfMarks, toHtmlMarks } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { drawDiagram } from "./draw-diagram";
import { type Element, flowElement, isElement, textElement } from "./jsx-elements";
import type { PageParts } from "./page-parts";
import { hashSample, readProven } from "./proven";
import { type Fence, readFence } from "./read-fence";
import { writeCurl } from "./write-curl";

const plainLanguages = ["text", "plain", "http", "ansi"];

/** What a tab says when its author does not. */
const languageLabels: Record<string, string> = {
  bash: "Shell",
  sh: "Shell",
  console: "Shell",
  js: "JavaScript",
  javascript: "JavaScript",
  ts: "TypeScript",
  typescript: "TypeScript",
  python: "Python",
  go: "Go",
  php: "PHP",
  ruby: "Ruby",
  json: "JSON",
  yaml: "YAML",
};

type Found = { node: Code; section: string; siblings: RootContent[]; at: number; grouped: boolean };

/**
 * Turns each code block into one node of ready HTML (a third faster to compile and to draw than a tree of spans), diagrams into drawings,
 * and curl commands that ask for it into tabs of languages. A block's id names it in events and links: the author's, else its title's, else
 * its section's with a number. So it stays when blocks elsewhere on the page come and go.
 */
export async function prepareCode(tree: Root, file: VFile, parts: PageParts, prefix: string) {
  const found = findBlocks(tree);
  const slugger = new GithubSlugger();
  for (const { node, section, siblings, at, grouped } of found) {
    let fence: Fence;
    try {
      fence = readFence(node.lang ?? "text", node.meta ?? "", node.value);
    } catch (error) {
      file.fail((error as Error).message, node);
    }
    if (fence.language === "mermaid") {
      siblings[at] = await drawDiagram(node, fence.title, `${prefix}diagram`, file);
      continue;
    }
    if (!isHighlighted(fence.language) && !plainLanguages.includes(fence.language)) {
      file.fail(`"${fence.language}" is not a language the highlighter knows; use text`, node);
    }
    const id = slugger.slug(prefix + namesOfMarks(fence.id ?? fence.title ?? `${section || "start"}-1`));
    parts.anchors.push(`code-${id}`);
    if (fence.tries) {
      const line = node.position?.start.line ?? 1;
      parts.references.push({ kind: "link", href: paths.operation(fence.tries), line });
    }
    const proven = fence.verify === undefined ? undefined : readProven(process.cwd())[hashSample(fence, node.value)];
    const block = await codeBlock(fence, id, proven);
    if (fence.languages) {
      if (grouped) file.fail('"languages" makes tabs of its own: put the block outside of <CodeGroup>', node);
      siblings[at] = await languageTabs(fence, id, block, node, file);
    } else if (grouped) {
      const label = fence.tab ?? fence.title ?? languageLabels[fence.language] ?? fence.language;
      siblings[at] = flowElement("Tab", { label }, [block]);
    } else siblings[at] = block;
  }
  visit(tree, (node) => {
    if (isElement(node) && node.name === "CodeGroup") toTabs(node, file);
  });
  visit(tree, "inlineCode", (node, index, parent) => {
    if (parent && index !== undefined && hasMark(node.value)) parent.children[index] = inlineCode(node);
  });
}

function findBlocks(tree: Root): Found[] {
  const found: Found[] = [];
  let section = "";
  visit(tree, (node, index, parent) => {
    if (node.type === "heading")
      section = String((node.data as { hProperties?: { id?: string } })?.hProperties?.id ?? "");
    if (isElement(node) && node.name === "Step") {
      const id = node.attributes.find((one) => one.type === "mdxJsxAttribute" && one.name === "id")?.value;
      if (typeof id === "string") section = id;
    }
    if (node.type !== "code" || !parent || index === undefined) return;
    const grouped = isElement(parent) && parent.name === "CodeGroup";
    found.push({ node, section, siblings: parent.children as RootContent[], at: index, grouped });
  });
  return found;
}

async function codeBlock(fence: Fence, id: string, verified?: string) {
  const html = toHtmlMarks(await highlightCode(fence.text, fence.language, fence));
  return flowElement("CodeBlock", {
    html,
    language: fence.language,
    block: id,
    title: fence.title,
    verified,
    numbers: fence.numbers?.toString(),
    wrap: fence.wrap ? "true" : undefined,
    tries: fence.tries,
  });
}

async function languageTabs(fence: Fence, id: string, curl: Element, node: Code, file: VFile) {
  try {
    const samples = writeCurl(fence.text, fence.languages ?? []);
    const blocks = await Promise.all(
      samples.map(({ language, code }) =>
        codeBlock({ ...readFence(language, "", code), title: undefined }, `${id}-${language}`),
      ),
    );
    const tabs = [curl, ...blocks].map((block) => flowElement("Tab", {}, [block as RootContent]));
    return flowElement("Tabs", { labels: JSON.stringify(["curl", ...samples.map((one) => one.label)]) }, tabs);
  } catch (error) {
    return file.fail((error as Error).message, node);
  }
}

/** A group of code blocks is a group of tabs. */
function toTabs(node: Element, file: VFile) {
  const labels = node.children.map((child) => {
    const label = isElement(child) && child.name === "Tab" ? child.attributes[0]?.value : undefined;
    return typeof label === "string" ? label : file.fail("<CodeGroup> holds code blocks and nothing else", node);
  });
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice) file.fail(`<CodeGroup> has two tabs "${twice}"; name them with tab="..." behind the language`, node);
  node.name = "Tabs";
  node.attributes = flowElement("Tabs", { labels: JSON.stringify(labels) }).attributes;
}

function inlineCode(node: InlineCode) {
  return textElement("InlineCode", { html: toHtmlMarks(escapeHtml(node.value)) });
}
