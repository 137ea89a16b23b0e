import { escapeHtml } from "@/lib/base/highlight-code";
import { ContentError, lineOf } from "./content-error";

/** What `{{NAME}}` in a page can stand for. SANDBOX_KEY is not here: it is a placeholder, never a value. */
export type Variables = { PORTAL_URL: string; PORTAL_NAME: string; API_BASE_URL: string; KEY_PREFIX: string };

const names = ["PORTAL_URL", "PORTAL_NAME", "API_BASE_URL", "KEY_PREFIX", "SANDBOX_KEY"] as const;
type Name = (typeof names)[number];

/** What a reader without a key sees where the key goes. */
export const keyPlaceholder = "YOUR_SANDBOX_KEY";

/**
 * A mark is what stands for a variable while a page is compiled: letters only, so that neither Markdown nor a highlighter takes it apart.
 * Pages are compiled with marks and filled when they are drawn, so the cache does not depend on the portal's address.
 * `text` marks become plain text, `html` marks stand inside ready-made HTML.
 */
const mark = (kind: "text" | "html", name: string) => `WMX${kind === "text" ? "T" : "H"}${name.replaceAll("_", "")}XMW`;

const variablePattern = /\{\{([A-Z][A-Z0-9_]*)\}\}/g;

/** Puts marks for variables; an unknown name is the author's mistake. */
export function markVariables(file: string, text: string): string {
  return text.replace(variablePattern, (whole, name: string) => {
    if (!names.includes(name as Name)) {
      throw new ContentError(
        file,
        lineOf(text, whole),
        `${whole} is not a variable; there are ${names.map((one) => `{{${one}}}`).join(", ")}`,
      );
    }
    return mark("text", name);
  });
}

/** Turns the marks inside ready-made HTML into ones that are filled as HTML. */
export function toHtmlMarks(html: string): string {
  return names.reduce((text, name) => text.replaceAll(mark("text", name), mark("html", name)), html);
}

export function hasMark(text: string): boolean {
  return names.some((name) => text.includes(mark("text", name)));
}

/** A heading's words without marks, for its id. */
export function namesOfMarks(text: string): string {
  return names.reduce(
    (rest, name) => rest.replaceAll(mark("text", name), name.toLowerCase().replaceAll("_", " ")),
    text,
  );
}

/**
 * The portal's address in HTML is wrapped, so that the page can put the address it was really reached at (a build does not know it);
 * the key's place is wrapped, so that a signed-in reader's own key can be put there. Neither is ever a secret in static HTML.
 */
function htmlOf(name: Name, variables: Variables): string {
  if (name === "SANDBOX_KEY") return `<span data-wm-key="">${keyPlaceholder}</span>`;
  const value = escapeHtml(variables[name]);
  return name === "PORTAL_URL" ? `<span data-wm-url="">${value}</span>` : value;
}

/** Fills all marks. `encode` fits a value into what surrounds it: JSON for compiled code, nothing for plain text. */
export function fillMarks(
  text: string,
  variables: Variables,
  encode: (value: string) => string = (value) => value,
): string {
  return names.reduce((rest, name) => {
    const plain = name === "SANDBOX_KEY" ? keyPlaceholder : variables[name];
    return rest
      .replaceAll(mark("text", name), () => encode(plain))
      .replaceAll(mark("html", name), () => encode(htmlOf(name, variables)));
  }, text);
}

/** Inside a string of compiled code. Templates and both kinds of quotes are covered, whichever the compiler chose. */
export function encodeForCode(value: string): string {
  return JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'").replaceAll("`", "\\`").replaceAll("${", "\\${");
}

/** Inside HTML of ours. */
export function fillHtml(html: string, variables: Variables): string {
  return fillMarks(toHtmlMarks(html), variables);
}
