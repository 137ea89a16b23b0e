import { type Mapping, mappingSchema, spendFields } from "@/lib/spend/schema";

const rest = ["source", "dateOrder", "decimalMark", "currency", "rateCurrency", "rate"] as const;

/** A mapping as the preview's form and address have it; null when it is none. */
export function readMapping(form: FormData | URLSearchParams): Mapping | null {
  const text = (name: string) => String(form.get(name) ?? "");
  if (!form.has("columns.date")) return null;
  const parsed = mappingSchema.safeParse({
    columns: Object.fromEntries(spendFields.map((field) => [field, text(`columns.${field}`)])),
    ...Object.fromEntries(rest.map((name) => [name, text(name).trim()])),
  });
  return parsed.success ? parsed.data : null;
}

/** The same as fields of a form. */
export function writeMapping(mapping: Mapping): [string, string][] {
  return [
    ...spendFields.map((field): [string, string] => [`columns.${field}`, mapping.columns[field]]),
    ...rest.map((name): [string, string] => [name, mapping[name]]),
  ];
}
