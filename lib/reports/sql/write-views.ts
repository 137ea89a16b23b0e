import { describeViews } from "./views";

/** The views as Markdown, a heading and a table each: what content/docs/guide/marketers/sql.mdx has to say of them. */
export function writeViews(): string {
  return describeViews()
    .map(({ name, description, columns }) => {
      const rows = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.description} |`);
      return [`### ${name}`, "", description, "", "| Column | Type | Holds |", "|---|---|---|", ...rows].join("\n");
    })
    .join("\n\n");
}
