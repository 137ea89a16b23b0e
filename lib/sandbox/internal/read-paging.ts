import type { Paging } from "../schema";

export type QueryParameter = { name: string; schema?: { default?: unknown; maximum?: unknown } };

const sizes = /^(limit|per_?page|page_?size|count|max_?results)$/i;
const nexts: [RegExp, NonNullable<Paging["next"]>["kind"]][] = [
  [/^(cursor|page_?token|next_?token|continuation_?token)$/i, "token"],
  [/^(starting_?after|after|after_?id)$/i, "after"],
  [/^(page|page_?number)$/i, "page"],
  [/^(offset|skip|start)$/i, "offset"],
];

/** How a list is paged and what filters it, by the names of its query parameters and the fields of its things. */
export function readPaging(parameters: QueryParameter[], fields: Set<string>): Paging {
  const paging: Paging = { filters: new Map() };
  for (const { name, schema } of parameters) {
    const kind = nexts.find(([pattern]) => pattern.test(name))?.[1];
    if (sizes.test(name)) {
      const most = typeof schema?.maximum === "number" ? schema.maximum : 100;
      paging.size ??= {
        name,
        standard: typeof schema?.default === "number" ? schema.default : Math.min(20, most),
        most,
      };
    } else if (kind) paging.next ??= { name, kind };
    else {
      const field = [name, `${name}s`, `${name}es`, name.replace(/y$/, "ies")].find((candidate) =>
        fields.has(candidate),
      );
      if (field) paging.filters.set(name, field);
    }
  }
  return paging;
}
