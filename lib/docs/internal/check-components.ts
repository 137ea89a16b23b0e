import type { Root } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import type { VFile } from "vfile";
import { parseVerify, stepFacts } from "../parse-verify";
import { type Element, isElement, stringAttribute } from "./jsx-elements";

type Rule = {
  required?: string[];
  optional?: string[];
  values?: Record<string, readonly string[]>;
  /** The component it must stand directly in. */
  within?: string;
};

const tones = ["neutral", "accent", "positive", "warning", "negative", "info"];

/** The components a page may use, and what they take. They are drawn in components/mdx; CodeBlock and some more come from the compiler. */
const rules: Record<string, Rule> = {
  Callout: {
    optional: ["type", "title"],
    values: { type: ["note", "tip", "success", "warn", "warning", "danger"] },
  },
  Steps: {},
  Step: { optional: ["title", "verify"], within: "Steps" },
  Tabs: { required: ["items"] },
  Tab: { within: "Tabs" },
  Cards: {},
  Card: { required: ["title", "href"], optional: ["icon"] },
  Accordion: { required: ["title"], optional: ["open"] },
  Badge: { optional: ["tone"], values: { tone: tones } },
  CodeGroup: {},
  FileTree: {},
  Parameters: {},
  Parameter: { required: ["name"], optional: ["type", "required", "default", "deprecated"], within: "Parameters" },
  Image: { required: ["src", "alt"], optional: ["caption", "width", "height"] },
  Video: { required: ["src", "title"], optional: ["poster", "captions"] },
  Endpoint: { required: ["method", "path"], optional: ["try"] },
};

/** All that a compiled page may ask for, besides the owner's own. */
export const pageComponentNames = [...Object.keys(rules), "CodeBlock", "InlineCode", "Diagram", "Formula"];

/** Put in before a page is parsed, and only where they have a line for themselves. */
const lineComponents = ["Include", "Snippet", "EventCatalogue"];

/** The tabs a group shows: at most this many have a style (app/content.css). */
const mostTabs = 8;

/** Refuses imports, unknown components, and attributes or places that a component does not have; each with its line. */
export function checkComponents(tree: Root, file: VFile, own: ReadonlySet<string>) {
  visitParents(tree, (node, ancestors) => {
    // The front matter becomes an export without a place; what the author wrote has one.
    if (node.type === "mdxjsEsm" && node.position) {
      file.fail(
        "pages cannot import or export: components are passed in by the portal, see /docs/guide/authors/components",
        node,
      );
    }
    if (!isElement(node) || !node.name || !/^[A-Z]/.test(node.name) || own.has(node.name)) return;
    const rule = rules[node.name];
    if (lineComponents.includes(node.name)) file.fail(`<${node.name} /> must stand on a line of its own`, node);
    if (!rule) {
      file.fail(
        `<${node.name}> is not a component; there are ${[...Object.keys(rules), ...own].sort().join(", ")}`,
        node,
      );
    }
    checkAttributes(node, rule, file);
    const parent = ancestors.findLast((one) => isElement(one));
    if (rule.within && parent?.name !== rule.within) {
      file.fail(`<${node.name}> must stand directly in <${rule.within}>`, node);
    }
    if (node.name === "Tabs") checkTabs(node, file);
    if (node.name === "Step") checkVerify(node, file);
  });
}

function checkAttributes(node: Element, rule: Rule, file: VFile) {
  const known = [...(rule.required ?? []), ...(rule.optional ?? [])];
  const given = node.attributes.map((one) => {
    if (one.type !== "mdxJsxAttribute") return file.fail(`<${node.name}> takes no {...spread}`, node);
    if (!known.includes(one.name)) {
      file.fail(`<${node.name}> has no "${one.name}"; it takes ${known.join(", ") || "no attributes"}`, node);
    }
    return one.name;
  });
  const missing = rule.required?.find((name) => !given.includes(name));
  if (missing) file.fail(`<${node.name}> needs ${missing}="..."`, node);
  for (const [name, values] of Object.entries(rule.values ?? {})) {
    const value = stringAttribute(node, name);
    if (value !== undefined && !values.includes(value)) {
      file.fail(`${name}="${value}" is none of ${values.join(", ")}`, node);
    }
  }
}

function checkVerify(node: Element, file: VFile) {
  if (!node.attributes.some((one) => one.type === "mdxJsxAttribute" && one.name === "verify")) return;
  const text = stringAttribute(node, "verify") ?? "";
  if (parseVerify(text)) return;
  file.fail(
    `verify="${text}" is neither a call and its answer, such as "POST /shipments 201" or "GET /shipments 2xx live", nor one of ${stepFacts.join(", ")}`,
    node,
  );
}

function checkTabs(node: Element, file: VFile) {
  const items = node.attributes.find((one) => one.type === "mdxJsxAttribute" && one.name === "items");
  const written = items && typeof items.value === "object" ? items.value?.value : undefined;
  const names = written ? [...written.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2]) : [];
  if (names.length === 0) file.fail('<Tabs> needs items={["One", "Two"]}', node);
  const tabs = node.children.filter((child) => isElement(child) && child.name === "Tab").length;
  if (tabs !== names.length) file.fail(`<Tabs> names ${names.length} items and has ${tabs} <Tab>`, node);
  if (tabs > mostTabs) file.fail(`<Tabs> shows at most ${mostTabs} tabs`, node);
  if (new Set(names).size < names.length) file.fail("<Tabs> names an item twice", node);
}
