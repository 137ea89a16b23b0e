import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { escapeHtml } from "@/lib/base/escape-html";

/** What `{{NAME}}` in content can stand for. SANDBOX_KEY is not here: it is a placeholder, never a value. */
export type PageVariables = { PORTAL_URL: string; PORTAL_NAME: string; API_BASE_URL: string; KEY_PREFIX: string };

export const variableNames = ["PORTAL_URL", "PORTAL_NAME", "API_BASE_URL", "KEY_PREFIX", "SANDBOX_KEY"] as const;
export type VariableName = (typeof variableNames)[number];

/** The variables of this portal. */
export function pageVariables(): PageVariables {
  return {
    PORTAL_URL: env().publicUrl,
    PORTAL_NAME: portal.name,
    API_BASE_URL: portal.api.baseUrl,
    KEY_PREFIX: portal.organisationPrefix,
  };
}

/** What a reader without a key sees where the key goes. */
export const keyPlaceholder = "YOUR_SANDBOX_KEY";

/**
 * A mark is what stands for a variable while content is compiled or highlighted: letters only, so that neither Markdown nor a grammar takes
 * it apart. Content is cached with marks and filled when it is drawn, so a cache does not depend on the portal's address.
 * `text` marks become plain text, `html` marks stand inside ready-made HTML.
 */
export function variableMark(kind: "text" | "html", name: VariableName): string {
  return `WMX${kind === "text" ? "T" : "H"}${name.replaceAll("_", "")}XMW`;
}

/** Turns the marks inside ready-made HTML into ones that are filled as HTML. */
export function toHtmlMarks(html: string): string {
  return variableNames.reduce(
    (text, name) => text.replaceAll(variableMark("text", name), variableMark("html", name)),
    html,
  );
}

export function hasMark(text: string): boolean {
  return variableNames.some((name) => text.includes(variableMark("text", name)));
}

/** Words instead of marks, for a heading's id. */
export function namesOfMarks(text: string): string {
  return variableNames.reduce(
    (rest, name) => rest.replaceAll(variableMark("text", name), name.toLowerCase().replaceAll("_", " ")),
    text,
  );
}

/**
 * The portal's address in HTML is wrapped, so that the page can put the address it was really reached at (a build does not know it);
 * the key's place is wrapped, so that a signed-in reader's own key can be put there. Neither is ever a secret in static HTML.
 */
function htmlOf(name: VariableName, variables: PageVariables): string {
  if (name === "SANDBOX_KEY") return `<span data-wm-key="">${keyPlaceholder}</span>`;
  const value = escapeHtml(variables[name]);
  return name === "PORTAL_URL" ? `<span data-wm-url="">${value}</span>` : value;
}

/** Fills all marks. `encode` fits a value into what surrounds it: escapes for compiled code, nothing for plain text. */
export function fillMarks(
  text: string,
  variables: PageVariables,
  encode: (value: string) => string = (value) => value,
): string {
  return variableNames.reduce((rest, name) => {
    const plain = name === "SANDBOX_KEY" ? keyPlaceholder : variables[name];
    return rest
      .replaceAll(variableMark("text", name), () => encode(plain))
      .replaceAll(variableMark("html", name), () => encode(htmlOf(name, variables)));
  }, text);
}
