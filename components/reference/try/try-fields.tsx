import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import type { TryField } from "@/lib/reference/schema";
import type { TryErrors } from "./types";

const kindWords: Record<TryField["kind"], string> = {
  string: "string",
  integer: "integer",
  number: "number",
  boolean: "true or false",
  array: "list",
  object: "object",
  json: "JSON",
  file: "file",
};

function hintOf(field: TryField): string {
  const { minimum, maximum, maxLength } = field;
  const range =
    minimum !== undefined && maximum !== undefined
      ? `${minimum} to ${maximum}.`
      : minimum !== undefined
        ? `At least ${minimum}.`
        : maximum !== undefined
          ? `At most ${maximum}.`
          : maxLength !== undefined
            ? `At most ${maxLength} characters.`
            : "";
  return [
    field.description,
    field.kind === "array" ? "Separate several with commas." : "",
    range,
    field.default === null ? "" : `Without it: ${field.default}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** One value: a choice where the document lists them, else a text field. */
export function ValueField({
  field,
  name,
  value,
  error,
  onChange,
}: {
  field: TryField;
  /** Of the control, once in the form. */
  name: string;
  value: string;
  error: string | undefined;
  onChange: (text: string) => void;
}) {
  const choices = field.kind === "boolean" ? ["true", "false"] : field.kind === "array" ? [] : field.values;
  const label = (
    <span className="min-w-0 [overflow-wrap:anywhere]">
      <code className="text-sm">{field.name}</code>{" "}
      <span className="font-normal text-ink-faint text-xs">
        {field.format ?? kindWords[field.kind]}
        {field.deprecated ? ", deprecated" : ""}
      </span>
    </span>
  );
  return (
    <Field label={label} name={name} hint={hintOf(field) || undefined} error={error} optional={!field.required}>
      {(control) =>
        choices.length > 0 ? (
          <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
            {field.required && value !== "" ? null : (
              <option value="">{field.required ? "Choose…" : "Not sent"}</option>
            )}
            {value !== "" && !choices.includes(value) ? <option>{value}</option> : null}
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </Select>
        ) : (
          <Input
            {...control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            inputMode={field.kind === "integer" ? "numeric" : field.kind === "number" ? "decimal" : undefined}
          />
        )
      }
    </Field>
  );
}

/** The parameters of one place. Nothing is drawn for a place without any. */
export function ParameterFields({
  title,
  place,
  fields,
  values,
  errors,
  onChange,
}: {
  title: string;
  place: "path" | "query" | "headers" | "cookies";
  fields: TryField[];
  values: Record<string, string>;
  errors: TryErrors;
  onChange: (name: string, text: string) => void;
}) {
  if (fields.length === 0) return null;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-semibold text-sm">{title}</legend>
      <div className="space-y-3.5">
        {fields.map((field) => (
          <ValueField
            key={field.name}
            field={field}
            name={`${place}.${field.name}`}
            value={values[field.name] ?? ""}
            error={errors[`/${place}/${field.name.replaceAll("~", "~0").replaceAll("/", "~1")}`]}
            onChange={(text) => onChange(field.name, text)}
          />
        ))}
      </div>
    </fieldset>
  );
}
