type Page = { title: string; description: string; source: string };

/** Outside code fences only: `change` gets the stretches of prose. */
function mapProse(text: string, change: (prose: string) => string): string {
  const lines = text.split("\n");
  const parts: string[] = [];
  let prose: string[] = [];
  let fence = "";
  for (const line of lines) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (!fence && mark) {
      parts.push(change(prose.join("\n")));
      prose = [];
      fence = mark;
      parts.push(line);
    } else if (fence) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = "";
      parts.push(line);
    } else prose.push(line);
  }
  parts.push(change(prose.join("\n")));
  return parts.join("\n");
}

/** What a component says without its tag. */
function plainComponents(prose: string, tabs: string[]): string {
  return prose
    .replace(/<Tabs[^>]*items=\{(\[[^\]]*\])\}[^>]*>/g, (_, items: string) => {
      const names = [...items.matchAll(/"([^"]*)"/g)].map((match) => match[1] as string);
      tabs.unshift(...names);
      return "";
    })
    .replace(/<Tab>/g, () => {
      const name = tabs.shift();
      return name ? `**${name}**` : "";
    })
    .replace(/<Step[^>]*title="([^"]*)"[^>]*>/g, "### $1")
    .replace(/<Callout[^>]*title="([^"]*)"[^>]*>/g, "> **$1**")
    .replace(/[ \t]*<Card[^>]*title="([^"]*)"[^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/Card>/g, "- [$1]($2): $3")
    .replace(/<Accordion[^>]*title="([^"]*)"[^>]*>/g, "**$1**")
    .replace(/<Badge[^>]*>([\s\S]*?)<\/Badge>/g, "$1")
    .replace(/<\/?(Steps|Step|Tabs|Tab|Cards|Callout|Accordion)\b[^>]*>/g, "");
}

/** The source with its front matter as a heading and its components as Markdown. */
export function toMarkdown({ title, description, source }: Page): string {
  const body = source.replace(/^---\r?\n[\s\S]*?\r?\n---[ \t]*(\r?\n|$)/, "");
  const tabs: string[] = [];
  const text = mapProse(body, (prose) => plainComponents(prose, tabs))
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return `# ${title}\n\n${description}\n\n${text}\n`;
}
