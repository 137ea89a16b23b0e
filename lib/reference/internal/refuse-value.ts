import type { TryField } from "../schema";

/** Several values typed into one field. */
export const itemsOf = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

/** What a value breaks of what the document says, in words, or nothing. */
export function refuseValue(field: TryField, text: string): string | undefined {
  const items = field.kind === "array" ? itemsOf(text) : [text];
  if (field.kind === "array" && field.values.length > 0) {
    return items.every((item) => field.values.includes(item))
      ? undefined
      : `must be one or more of ${field.values.join(", ")}`;
  }
  if (field.values.length > 0 && !field.values.includes(text)) return `must be one of ${field.values.join(", ")}`;
  return refuseKind(field, text);
}

function refuseKind(field: TryField, text: string): string | undefined {
  if (field.kind === "boolean") return text === "true" || text === "false" ? undefined : "must be true or false";
  if (field.kind === "integer" || field.kind === "number") {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) return "must be a number";
    if (field.kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
    if (field.minimum !== undefined && value < field.minimum) return `must be at least ${field.minimum}`;
    if (field.maximum !== undefined && value > field.maximum) return `must be at most ${field.maximum}`;
    return undefined;
  }
  if (field.kind !== "string") return undefined;
  const length = [...text].length;
  if (field.minLength !== undefined && length < field.minLength)
    return `must have at least ${field.minLength} characters`;
  if (field.maxLength !== undefined && length > field.maxLength)
    return `must have at most ${field.maxLength} characters`;
  // The document's patterns are the API's to judge: one written by a stranger can be made to take for ever.
  return undefined;
}
