import { paths } from "@/lib/base/paths";
import { loadReference } from "./internal/load-reference";
import type { Field } from "./schema";

type SearchEntry = {
  id: string;
  kind: "operation" | "webhook";
  title: string;
  context: string;
  href: string;
  text: string;
  method?: string;
};

const namesOf = (fields: Field[]): string => fields.map((field) => `${field.name} ${namesOf(field.fields)}`).join(" ");

/** Every operation and webhook for the search: found by words, name, path and field. */
export async function listSearchEntries(): Promise<SearchEntry[]> {
  const { operations } = (await loadReference()).reference;
  return [...operations.values()].map((operation) => {
    const href = paths.operation(operation.id);
    const fields = namesOf([
      ...operation.pathParameters,
      ...operation.queryParameters,
      ...(operation.body?.content.fields ?? []),
    ]);
    const webhook = operation.kind === "webhook";
    return {
      id: href,
      kind: operation.kind,
      title: operation.summary,
      context: webhook ? operation.path : `${operation.method} ${operation.path}`,
      href,
      text: `${operation.description.replaceAll("`", "").replace(/\s+/g, " ").trim()} ${operation.id} ${fields}`,
      ...(webhook ? {} : { method: operation.method }),
    };
  });
}
