import type { FieldError } from "@/lib/base/errors";

type Body = Record<string, unknown>;
export type ErrorFacts = {
  status: number;
  title: string;
  detail: string;
  errors: FieldError[];
  /** For a sample of another status: its own word would say something else. */
  code?: string;
};

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const texts = /^(message|detail|description|error_?description|error_?message|reason|msg|info|explanation)$/i;
const statuses = /^(status|status_?code|http_?status|code)$/i;
const places = /^(pointer|field|path|param|parameter|property|name|location|attribute)$/i;

/**
 * An error of an API that has its own shape for them: the document's sample, saying what happened this time wherever a field of the
 * sample is meant for that. Names, types and codes of the sample stay.
 */
export function shapeError(sample: unknown, facts: ErrorFacts): unknown {
  return isObject(sample) ? fill(sample, facts, 0) : sample;
}

function fill(sample: Body, facts: ErrorFacts, depth: number): Body {
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => {
      if (typeof value === "string" && texts.test(name)) return [name, facts.detail];
      if (facts.code && typeof value === "string" && /^(code|type|error|error_?code)$/i.test(name))
        return [name, facts.code];
      if (typeof value === "string" && /^title$/i.test(name)) return [name, facts.title];
      if (typeof value === "number" && statuses.test(name) && value >= 100 && value < 600) return [name, facts.status];
      if (Array.isArray(value)) return [name, fillList(value, facts, depth)];
      return [name, isObject(value) && depth < 3 ? fill(value, facts, depth + 1) : value];
    }),
  );
}

function fillList(list: unknown[], facts: ErrorFacts, depth: number): unknown[] {
  const [like] = list;
  if (typeof like === "string") return facts.errors.length ? facts.errors.map(sentence) : [facts.detail];
  if (!isObject(like) || depth > 2) return list;
  const each = facts.errors.length ? facts.errors : [{ pointer: "", detail: facts.detail }];
  return each.map((error) => {
    const item = fill(like, { ...facts, detail: error.detail, errors: [] }, depth + 1);
    for (const [name, value] of Object.entries(item))
      if (typeof value === "string" && places.test(name)) item[name] = error.pointer;
    return item;
  });
}

const sentence = ({ pointer, detail }: FieldError) => `${pointer || "the body"} ${detail}`;
