import type { RootContent } from "mdast";
import type {} from "mdast-util-mdx";
import type { MdxJsxFlowElement, MdxJsxTextElement } from "mdast-util-mdx-jsx";

export type Element = MdxJsxFlowElement | MdxJsxTextElement;

export function isElement(node: { type: string }): node is Element {
  return node.type === "mdxJsxFlowElement" || node.type === "mdxJsxTextElement";
}

export function attribute(name: string, value: string) {
  return { type: "mdxJsxAttribute" as const, name, value };
}

/** The value of an attribute written as text. */
export function stringAttribute(element: Element, name: string): string | undefined {
  const found = element.attributes.find((one) => one.type === "mdxJsxAttribute" && one.name === name);
  return found?.type === "mdxJsxAttribute" && typeof found.value === "string" ? found.value : undefined;
}

/** A block of its own; attributes without a value are left out. */
export function flowElement(
  name: string,
  attributes: Record<string, string | undefined>,
  children: RootContent[] = [],
): MdxJsxFlowElement {
  return {
    type: "mdxJsxFlowElement",
    name,
    attributes: Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [attribute(key, value)],
    ),
    children: children as MdxJsxFlowElement["children"],
  };
}

export function textElement(name: string, attributes: Record<string, string>): MdxJsxTextElement {
  return {
    type: "mdxJsxTextElement",
    name,
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    children: [],
  };
}
