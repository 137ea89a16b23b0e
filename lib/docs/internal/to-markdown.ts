import { readFence } from "./read-fence";
import { trackFences } from "./track-fences";

type Page = { title: string; description: string; source: string };

/** `prose` and whole code blocks (their fences included) in turn, each rewritten. */
function mapParts(
  text: string,
  change: { prose: (text: string) => string; code: (lines: string[]) => string[] },
): string {
  const parts: string[] = [];
  let lines: string[] = [];
  const endProse = () => {
    if (lines.length > 0) parts.push(change.prose(lines.join("\n")));
    lines = [];
  };
  const track = trackFences();
  for (const line of text.split("\n")) {
    const { opens, closes } = track(line);
    if (opens) endProse();
    lines.push(line);
    if (closes) {
      parts.push(change.code(lines).join("\n"));
      lines = [];
    }
  }
  endProse();
  return parts.join("\n");
}

/** A code block without the notes that only a browser shows; what is added and removed becomes a diff. */
function plainFence(lines: string[]): string[] {
  const [, indent = "", mark = "", language = "", meta = ""] =
    /^(\s*)([`~]{3,})\s*(\S*)\s*(.*)$/.exec(lines[0] ?? "") ?? [];
  try {
    const body = lines.slice(1, -1);
    const fence = readFence(language || "text", meta, body.join("\n"));
    const changed = fence.added.size + fence.removed.size > 0;
    const text = fence.text.split("\n").map((line, index) => {
      if (!changed) return line;
      return `${fence.added.has(index + 1) ? "+" : fence.removed.has(index + 1) ? "-" : " "}${line}`;
    });
    const title = fence.title ? ` title="${fence.title}"` : "";
    return [`${indent}${mark}${changed ? "diff" : language}${title}`, ...text, lines.at(-1) ?? ""];
  } catch {
    // The page itself says what is wrong with it.
    return lines;
  }
}

/** The attributes of a tag, those without a value as empty text. */
function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)"|=\{([^}]*)\})?/g)].map((match) => [match[1], match[2] ?? match[3] ?? ""]),
  );
}

type Writer = (attributes: Record<string, string>, inside: string) => string;

/** What a component with something in it says: the inside is written already. */
const writers: Record<string, Writer> = {
  Card: ({ title, href }, inside) => `- [${title}](${href}): ${inside.trim()}`,
  Badge: (_, inside) => inside,
  Parameter: ({ name, type, required, deprecated, default: preset }, inside) => {
    const notes = [
      type,
      required === undefined ? "" : "required",
      deprecated === undefined ? "" : "deprecated",
      preset === undefined ? "" : `default ${preset}`,
    ];
    const said = notes.filter(Boolean).join(", ");
    return `- \`${name}\`${said ? ` (${said})` : ""}: ${inside.trim().replace(/\n\s*/g, "\n  ")}`;
  },
};

/** What a component without an inside says. */
const emptyWriters: Record<string, Writer> = {
  Image: ({ src, alt, caption }) => `![${alt}](${src})${caption ? `\n\n${caption}` : ""}`,
  Video: ({ src, title }) => `[Video: ${title}](${src})`,
  Endpoint: ({ method, path }) => `\`${method?.toUpperCase()} ${path}\``,
};

const calloutWords: Record<string, string> = { note: "Note", tip: "Tip", success: "Done", danger: "Danger" };

/** What a component says without its tag. */
function plainComponents(prose: string, tabs: string[]): string {
  const attributes = `((?:\\s+[\\w-]+(?:="[^"]*"|=\\{[^}]*\\})?)*)`;
  let text = prose;
  for (const [name, write] of Object.entries(emptyWriters)) {
    text = text.replace(new RegExp(`<${name}${attributes}\\s*/>`, "g"), (_, given: string) =>
      write(readAttributes(given), ""),
    );
  }
  for (const [name, write] of Object.entries(writers)) {
    const pattern = new RegExp(`[ \\t]*<${name}${attributes}\\s*>([\\s\\S]*?)</${name}>`, "g");
    text = text.replace(pattern, (whole, given: string, inside: string) => {
      const before = /^[ \t]*/.exec(whole)?.[0] ?? "";
      return (name === "Badge" ? before : "") + write(readAttributes(given), inside);
    });
  }
  return text
    .replace(
      new RegExp(`<Callout${attributes}\\s*>([\\s\\S]*?)</Callout>`, "g"),
      (_, given: string, inside: string) => {
        const { title, type = "note" } = readAttributes(given);
        const said = inside.trim().replace(/^[ \t]*/gm, "> ");
        return `> **${title ?? calloutWords[type] ?? "Careful"}**\n>\n${said}`;
      },
    )
    .replace(/<Tabs[^>]*items=\{(\[[^\]]*\])\}[^>]*>/g, (_, items: string) => {
      const names = [...items.matchAll(/"([^"]*)"/g)].map((match) => match[1] as string);
      tabs.unshift(...names);
      return "";
    })
    .replace(/<Tab>/g, () => {
      const name = tabs.shift();
      return name ? `**${name}**` : "";
    })
    .replace(new RegExp(`<Callout${attributes}\\s*>`, "g"), (_, given: string) => {
      const { title, type = "note" } = readAttributes(given);
      return `> **${title ?? calloutWords[type] ?? "Careful"}**\n`;
    })
    .replace(/<Step\b([^>]*)>/g, (whole, given: string) => {
      const { title, verify } = readAttributes(given);
      const call = /^(\S+ \S+) (\S+)/.exec(verify ?? "");
      const until = call ? `\n\nDone when \`${call[1]}\` answers ${call[2]}.` : "";
      return title ? `### ${title}${until}` : whole;
    })
    .replace(/<Accordion[^>]*title="([^"]*)"[^>]*>/g, "**$1**")
    .replace(/<\/?(Steps|Step|Tabs|Tab|Cards|Callout|Accordion|CodeGroup|FileTree|Parameters)\b[^>]*>/g, "");
}

/** The source with its front matter as a heading and its components as Markdown. Formulas stay TeX, diagrams Mermaid. */
export function toMarkdown({ title, description, source }: Page): string {
  const body = source.replace(/^---\r?\n[\s\S]*?\r?\n---[ \t]*(\r?\n|$)/, "");
  const tabs: string[] = [];
  const text = mapParts(body, { prose: (prose) => plainComponents(prose, tabs), code: plainFence })
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return `# ${title}\n\n${description}\n\n${text}\n`;
}
