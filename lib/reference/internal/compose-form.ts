import type { FormPart, TryField, TryFile, TryValues } from "../schema";
import { explainJson } from "./explain-json";
import { itemsOf, refuseValue } from "./refuse-value";

type Rules = { maxFileBytes: number; asCode: boolean; refuse: (field: string, detail: string) => void };

/** Objects inside objects, `a[b][c]`, go so deep. */
const deepest = 6;

/** What a form sends, field by field in the document's order; an empty field is not sent. */
export function composeForm(
  fields: TryField[],
  { form, files, unchecked }: Pick<TryValues, "form" | "files" | "unchecked">,
  rules: Rules,
): FormPart[] {
  let left = rules.maxFileBytes;
  return fields.flatMap((field): FormPart[] => {
    const { name } = field;
    if (field.kind === "file") {
      const chosen = files[name] ?? [];
      if (chosen.length === 0 && field.required && !unchecked) rules.refuse(name, "is required: choose a file");
      if (chosen.length > 1 && !field.repeated) rules.refuse(name, "takes one file");
      return chosen.map((file) => {
        const { bytes, wrong } = readFile(field, file, rules.asCode, unchecked);
        if (wrong) rules.refuse(name, wrong);
        else if (bytes > left) rules.refuse(name, `is too large: ${sayLimit(rules.maxFileBytes)}`);
        left -= bytes;
        return { name, file: { name: nameOf(file), type: typeOf(file), data: file.data ?? "" } };
      });
    }
    const text = form[name] ?? "";
    if (text === "") {
      if (field.required && !unchecked) rules.refuse(name, "is required");
      return [];
    }
    const wrong = unchecked ? undefined : refuseValue(field, text);
    if (wrong) rules.refuse(name, wrong);
    if (field.kind === "array") {
      const items = itemsOf(text);
      return field.repeated ? items.map((item) => ({ name, text: item })) : [{ name, text: items.join(",") }];
    }
    return field.kind === "json" ? jsonParts(field, text, unchecked, rules) : [part(field, text)];
  });
}

const part = ({ name, partTypes }: TryField, text: string): FormPart =>
  partTypes?.[0] ? { name, text, type: partTypes[0] } : { name, text };

function jsonParts(field: TryField, text: string, unchecked: boolean, rules: Rules): FormPart[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (!unchecked) rules.refuse(field.name, explainJson(text));
    return [part(field, text)];
  }
  return field.deep ? deepParts(field.name, value, 0) : [part(field, JSON.stringify(value))];
}

/** `address[city]=Gent`, `items[0][id]=7` (OpenAPI 3.1, style deepObject, as servers read what it leaves open). */
function deepParts(name: string, value: unknown, depth: number): FormPart[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || depth === deepest) {
    return [{ name, text: typeof value === "string" ? value : JSON.stringify(value) }];
  }
  return Object.entries(value).flatMap(([key, inner]) => deepParts(`${name}[${key}]`, inner, depth + 1));
}

/** The last part of a path, without what would break a header. */
const nameOf = ({ name }: TryFile) =>
  name
    .replace(/^.*[/\\]/, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\x00-\x1f\x7f]/g, "")
    .trim() || "file";
const typeOf = ({ type }: TryFile) =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type) ? type.toLowerCase() : "application/octet-stream";

function readFile(
  field: TryField,
  file: TryFile,
  asCode: boolean,
  unchecked: boolean,
): { bytes: number; wrong?: string } {
  const { data } = file;
  if (data === undefined && !asCode) return { bytes: 0, wrong: `must be chosen again: ${nameOf(file)} is not kept` };
  if (data !== undefined && !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) {
    return { bytes: 0, wrong: "is not base64" };
  }
  const bytes = data === undefined ? 0 : (data.length / 4) * 3 - (data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0);
  const types = field.partTypes ?? [];
  if (!unchecked && types.length > 0 && !types.some((type) => fits(typeOf(file), type))) {
    return { bytes, wrong: `must be ${types.join(" or ")}, and ${nameOf(file)} is ${typeOf(file)}` };
  }
  return { bytes };
}

/** `image/png` fits `image/png`, `image/*` and "any"; bytes of any kind are octets. */
function fits(type: string, wanted: string): boolean {
  // What a browser has no name for may be anything: the API judges.
  if ([type, wanted].includes("application/octet-stream") || wanted === "*/*") return true;
  return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted.split(";")[0];
}

function sayLimit(bytes: number): string {
  if (bytes === 0) return "this portal sends no files";
  const size =
    bytes >= 1_000_000 ? `${+(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.floor(bytes / 1_000))} KB`;
  return `files may have ${size} together`;
}
