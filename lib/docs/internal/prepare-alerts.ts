import type { Root, RootContent } from "mdast";
import { visit } from "unist-util-visit";
import { flowElement } from "./jsx-elements";

/** GitHub's five alerts as callouts; two of them have no word of their own here. */
const kinds: Record<string, { type: string; title?: string }> = {
  NOTE: { type: "note" },
  TIP: { type: "tip" },
  IMPORTANT: { type: "note", title: "Important" },
  WARNING: { type: "warn" },
  CAUTION: { type: "danger", title: "Caution" },
};

/** `> [!NOTE]`, as GitHub writes it, is a callout: pages that come from elsewhere are full of them. */
export function prepareAlerts(tree: Root) {
  visit(tree, "blockquote", (node, index, parent) => {
    const [paragraph, ...rest] = node.children;
    const [text, ...words] = paragraph?.type === "paragraph" ? paragraph.children : [];
    const [mark, kind = ""] = (text?.type === "text" && /^\[!([A-Z]+)\](?:\n|$)/.exec(text.value)) || [];
    const made = kinds[kind];
    if (!mark || !made || text?.type !== "text" || paragraph?.type !== "paragraph" || !parent || index === undefined)
      return;
    const left = text.value.slice(mark.length);
    const first = [...(left ? [{ ...text, value: left }] : []), ...words];
    const children = [...(first.length ? [{ ...paragraph, children: first }] : []), ...rest] as RootContent[];
    (parent.children as RootContent[])[index] = { ...flowElement("Callout", made, children), position: node.position };
  });
}
