import {
  type BundledLanguage,
  bundledLanguages,
  createCssVariablesTheme,
  createHighlighter,
  type Highlighter,
} from "shiki";
import { escapeHtml } from "./escape-html";

/**
 * One theme whose colours are CSS variables: the page's own tokens (app/globals.css, --tk-*) colour it in light and dark, and a block is
 * written into the page once, not once per theme. Colours become class names, about a third of the bytes of inline styles.
 */
const theme = createCssVariablesTheme({ name: "waymark", variablePrefix: "--tk-", fontStyle: false });

const classes: Record<string, string> = {
  "--tk-token-comment": "tk-comment",
  "--tk-token-keyword": "tk-keyword",
  "--tk-token-string": "tk-string",
  "--tk-token-string-expression": "tk-string",
  "--tk-token-constant": "tk-constant",
  "--tk-token-function": "tk-function",
  "--tk-token-parameter": "tk-parameter",
  "--tk-token-punctuation": "tk-punctuation",
  "--tk-token-link": "tk-string",
};

const shared = globalThis as { waymarkHighlighter?: Promise<Highlighter> };

/** `{1,3-5}` as the set of those line numbers. */
export function parseLineRanges(text: string): Set<number> {
  const lines = new Set<number>();
  for (const part of text.split(",")) {
    const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    if (!range) continue;
    const first = Number(range[1]);
    for (let line = first; line <= Number(range[2] ?? first); line++) lines.add(line);
  }
  return lines;
}

/** Whether there is a grammar for this name. */
export function isHighlighted(language: string): language is BundledLanguage {
  return language in bundledLanguages;
}

/** `code` as the inside of a <code>: a span per line, a classed span per run of one colour. Unknown languages stay plain. */
export async function highlightCode(code: string, language: string, marked: Set<number> = new Set()): Promise<string> {
  const text = code.replace(/\n$/, "");
  const lines = isHighlighted(language)
    ? await tokenize(text, language)
    : text.split("\n").map((line) => [{ content: line, name: "" }]);
  return lines
    .map((tokens, index) => {
      const inner = tokens
        .map(({ content, name }) =>
          name ? `<span class="${name}">${escapeHtml(content)}</span>` : escapeHtml(content),
        )
        .join("");
      return `<span class="line${marked.has(index + 1) ? " marked" : ""}">${inner}</span>`;
    })
    .join("\n");
}

type Run = { content: string; name: string };

async function tokenize(text: string, language: BundledLanguage): Promise<Run[][]> {
  shared.waymarkHighlighter ??= createHighlighter({ themes: [theme], langs: [] });
  const highlighter = await shared.waymarkHighlighter;
  if (!highlighter.getLoadedLanguages().includes(language)) await highlighter.loadLanguage(language);
  return highlighter.codeToTokensBase(text, { lang: language, theme }).map((line) => {
    const runs: Run[] = [];
    for (const token of line) {
      const variable = /var\((--tk-[a-z-]+)\)/.exec(token.color ?? "")?.[1] ?? "";
      const name = classes[variable] ?? "";
      const last = runs.at(-1);
      // White space has no colour: it joins what stands before it.
      if (last && (last.name === name || !token.content.trim())) last.content += token.content;
      else runs.push({ content: token.content, name });
    }
    return runs;
  });
}
