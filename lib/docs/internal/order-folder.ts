import { ContentError, lineOf } from "./content-error";

export type OrderItem =
  | { kind: "name"; name: string }
  | { kind: "label"; title: string }
  | { kind: "link"; title: string; href: string };

/**
 * The order of a folder: `pages` of its meta.json names pages and folders, `---Label---` puts a label, `...` stands for the rest
 * (alphabetically; at the end when it is not written), `!name` leaves one out of the sidebar (its page stays reachable), `[Text](href)` is
 * a link to anywhere.
 */
export function orderFolder(
  names: string[],
  pages: string[] | undefined,
  meta: { file: string; text: string },
): OrderItem[] {
  const listed = pages ?? ["index", "..."].filter((name) => name === "..." || names.includes("index"));
  const hidden = new Set(listed.filter((entry) => entry.startsWith("!")).map((entry) => entry.slice(1)));
  const mentioned = new Set(listed.map((entry) => entry.replace(/^!/, "")));
  const rest = names.filter((name) => !mentioned.has(name)).sort();
  const seen = new Set<string>();
  const items = [...listed, ...(listed.includes("...") ? [] : ["..."])].flatMap((entry): OrderItem[] => {
    if (entry === "...") return rest.map((name) => ({ kind: "name", name }));
    const label = /^---(.*)---$/.exec(entry)?.[1]?.trim();
    if (label) return [{ kind: "label", title: label }];
    const link = /^\[(.+)\]\(([^\s()]+)\)$/.exec(entry);
    if (link) {
      const [, title = "", href = ""] = link;
      if (/^(https?:\/\/|\/|#|mailto:)/.test(href)) return [{ kind: "link", title, href }];
      const at = lineOf(meta.text, JSON.stringify(entry));
      throw new ContentError(meta.file, at, `pages: "${href}" is no address: begin with / or https://`);
    }
    const name = entry.replace(/^!/, "");
    const line = lineOf(meta.text, JSON.stringify(entry));
    if (!names.includes(name))
      throw new ContentError(meta.file, line, `pages: there is no page or folder "${name}" here`);
    if (seen.has(name)) throw new ContentError(meta.file, line, `pages: "${name}" is named twice`);
    seen.add(name);
    return hidden.has(name) ? [] : [{ kind: "name", name }];
  });
  // A label with nothing under it says nothing.
  return items.filter(
    (item, index) => item.kind !== "label" || ["name", "link"].includes(items[index + 1]?.kind ?? ""),
  );
}
