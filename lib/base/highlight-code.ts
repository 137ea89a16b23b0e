import {
  type BundledLanguage,
  bundledLanguages,
  createCssVariablesTheme,
  createHighlighter,
  type Highlighter,
  normalizeTheme,
} from "shiki";
import { escapeHtml } from "./escape-html";

/**
 * One theme whose colours are CSS variables: the page's own tokens (app/globals.css, --tk-*) colour it in light and dark, and a block is
 * written into the page once, not once per theme. Colours become class names, about a third of the bytes of inline styles.
 */
const theme = normalizeTheme(createCssVariablesTheme({ name: "waymark", variablePrefix: "--tk-", fontStyle: false }));

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
  "--tk-token-inserted": "tk-inserted",
  "--tk-token-deleted": "tk-deleted",
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
  return Object.hasOwn(bundledLanguages, language);
}

/** What is said about the lines of a block, by their 1-based numbers. */
export type LineNotes = {
  marked?: ReadonlySet<number>;
  added?: ReadonlySet<number>;
  removed?: ReadonlySet<number>;
  /** The lines that count: the others step back. */
  focused?: ReadonlySet<number>;
  /** Words that are marked wherever they stand. */
  words?: readonly string[];
  /** A terminal, whatever shell it is of: `$ ` begins a command, what has none is its output. Only commands are copied, without the prompt. */
  prompts?: boolean;
};

const promptPattern = /^[$%#>] /;

/** The numbers of the lines that are commands, continued ones included. */
function commandLines(lines: string[]): Set<number> {
  const commands = new Set<number>();
  lines.forEach((line, index) => {
    const continues = commands.has(index) && /\\$/.test(lines[index - 1] ?? "");
    if (continues || /^[$%#] /.test(line)) commands.add(index + 1);
  });
  return commands;
}

/** Where the words stand in a line, as [from, to). */
function placesOf(line: string, words: readonly string[]): [number, number][] {
  return words.flatMap((word) => {
    const places: [number, number][] = [];
    for (let at = word ? line.indexOf(word) : -1; at >= 0; at = line.indexOf(word, at + word.length)) {
      places.push([at, at + word.length]);
    }
    return places;
  });
}

function writeRuns(runs: Run[], promptLength: number, places: [number, number][]): string {
  const edges = [promptLength, ...places.flat()];
  let at = 0;
  const line = runs.map((run) => run.content).join("");
  let html = promptLength ? `<span class="prompt">${escapeHtml(line.slice(0, promptLength))}</span>` : "";
  for (const { content, name } of runs) {
    const end = at + content.length;
    const cuts = [...new Set([at, ...edges.filter((edge) => edge > at && edge < end), end])].sort((a, b) => a - b);
    for (let index = 0; index + 1 < cuts.length; index++) {
      const [from, to] = [cuts[index] as number, cuts[index + 1] as number];
      const text = escapeHtml(content.slice(from - at, to - at));
      if (to <= promptLength) continue;
      const coloured = name ? `<span class="${name}">${text}</span>` : text;
      const marked = places.some(([first, last]) => from >= first && to <= last);
      html += marked ? `<mark>${coloured}</mark>` : coloured;
    }
    at = end;
  }
  return html;
}

/** `code` as the inside of a <code>: a span per line, a classed span per run of one colour. Unknown languages stay plain; `ansi` takes escapes. */
export async function highlightCode(code: string, language: string, notes: LineNotes = {}): Promise<string> {
  const text = code.replace(/\n$/, "");
  const lines =
    isHighlighted(language) || language === "ansi"
      ? await tokenize(text, notes.prompts && language !== "ansi" ? "console" : language)
      : text.split("\n").map((line) => [{ content: line, name: "" }]);
  const plain = lines.map((runs) => runs.map((run) => run.content).join(""));
  const commands = notes.prompts ? commandLines(plain) : new Set<number>();
  return lines
    .map((runs, index) => {
      const line = plain[index] as string;
      const number = index + 1;
      const names = [
        "line",
        notes.marked?.has(number) ? "marked" : "",
        notes.added?.has(number) ? "added" : "",
        notes.removed?.has(number) ? "removed" : "",
        notes.focused?.has(number) ? "focused" : "",
        commands.has(number) ? "command" : "",
      ].filter(Boolean);
      const promptLength = commands.has(number) ? (promptPattern.exec(line)?.[0].length ?? 0) : 0;
      return `<span class="${names.join(" ")}">${writeRuns(runs, promptLength, placesOf(line, notes.words ?? []))}</span>`;
    })
    .join("\n");
}

type Run = { content: string; name: string };

/** The class of a token: its colour's, and for terminals whether it is bold. */
function classOf(color: string | undefined, bold: boolean): string {
  const variable = /var\((--tk-[a-z-]+)\)/.exec(color ?? "")?.[1] ?? "";
  const ansi = /^--tk-ansi-(?:bright-)?([a-z]+)$/.exec(variable)?.[1];
  const name = ansi ? `tk-ansi-${ansi}` : (classes[variable] ?? "");
  return bold ? `${name} tk-bold`.trim() : name;
}

async function tokenize(text: string, language: BundledLanguage | "ansi"): Promise<Run[][]> {
  shared.waymarkHighlighter ??= createHighlighter({ themes: [theme], langs: [] });
  const highlighter = await shared.waymarkHighlighter;
  if (language !== "ansi" && !highlighter.getLoadedLanguages().includes(language)) {
    await highlighter.loadLanguage(language);
  }
  // Terminals' colours come as what stands for a variable inside of the highlighter.
  const replacements = theme.colorReplacements ?? {};
  return highlighter.codeToTokensBase(text, { lang: language, theme }).map((line) => {
    const runs: Run[] = [];
    for (const token of line) {
      // 2 is bold; only what comes from a terminal is shown so.
      const bold = language === "ansi" && ((token.fontStyle ?? 0) & 2) === 2;
      const color = replacements[token.color?.toLowerCase() ?? ""] ?? token.color;
      const name = classOf(color, bold);
      const last = runs.at(-1);
      // White space has no colour: it joins what stands before it.
      if (last && (last.name === name || !token.content.trim())) last.content += token.content;
      else runs.push({ content: token.content, name });
    }
    return runs;
  });
}
