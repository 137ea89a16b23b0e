import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import type { TryBody, TryField } from "@/lib/reference/schema";
import { ValueField } from "./try-fields";
import type { TryErrors } from "./types";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(text: string): { value: Json } | { wrong: true } {
  try {
    const value = JSON.parse(text.trim() || "{}") as unknown;
    return isObject(value) ? { value } : { wrong: true };
  } catch {
    return { wrong: true };
  }
}

const write = (value: unknown) =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);

/** What a field's text stands for. What is no number stays text: the API says what is wrong with it. */
function read(field: TryField, text: string): unknown {
  if (text === "") return undefined;
  if (field.kind === "string") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The object with one value set, or taken out when it is undefined; objects on the way are made and left out when empty. */
function withValue(object: Json, [name, ...rest]: string[], value: unknown): Json {
  if (name === undefined) return object;
  const inner = rest.length > 0 ? withValue(isObject(object[name]) ? (object[name] as Json) : {}, rest, value) : value;
  const gone = inner === undefined || (rest.length > 0 && isObject(inner) && Object.keys(inner).length === 0);
  if (!gone) return { ...object, [name]: inner };
  const { [name]: _, ...others } = object;
  return others;
}

/** Fields of an object, those of objects in it below their names. Lists, and what has several forms, are written as JSON. */
function BodyFields({
  fields,
  path,
  value,
  errors,
  onChange,
}: {
  fields: TryField[];
  path: string[];
  value: Json;
  errors: TryErrors;
  onChange: (path: string[], value: unknown) => void;
}) {
  return (
    <div className="space-y-3.5">
      {fields.map((field) => {
        const here = [...path, field.name];
        const id = here.join(".");
        if (field.kind === "object") {
          const inner = value[field.name];
          return (
            <fieldset key={field.name} className="min-w-0 rounded-md border border-line p-3">
              <legend className="px-1 font-medium text-sm">
                <code>{field.name}</code>{" "}
                {field.required ? null : <span className="font-normal text-ink-faint">Optional</span>}
              </legend>
              <BodyFields
                fields={field.fields}
                path={here}
                value={isObject(inner) ? inner : {}}
                errors={errors}
                onChange={onChange}
              />
            </fieldset>
          );
        }
        const error = errors[`/body/${here.join("/")}`];
        if (field.kind === "array" || field.kind === "json") {
          return (
            <JsonField
              key={field.name}
              field={field}
              name={`body.${id}`}
              value={value[field.name]}
              error={error}
              onChange={(next) => onChange(here, next)}
            />
          );
        }
        return (
          <ValueField
            key={field.name}
            field={field}
            name={`body.${id}`}
            value={write(value[field.name])}
            error={error}
            onChange={(text) => onChange(here, read(field, text))}
          />
        );
      })}
    </div>
  );
}

/** A part of the body as JSON of its own; what does not parse yet is kept as typed. */
function JsonField({
  field,
  name,
  value,
  error,
  onChange,
}: {
  field: TryField;
  name: string;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}) {
  const shown = value === undefined ? "" : JSON.stringify(value, null, 2);
  const [draft, setDraft] = useState<string>();
  return (
    <Field
      label={
        <span>
          <code className="text-sm">{field.name}</code>{" "}
          <span className="font-normal text-ink-faint text-xs">
            {field.kind === "array" ? "list, as JSON" : "JSON"}
          </span>
        </span>
      }
      name={name}
      hint={field.description || undefined}
      error={draft === undefined ? error : "is not valid JSON yet"}
      optional={!field.required}
    >
      {(control) => (
        <Textarea
          {...control}
          rows={Math.min(10, Math.max(3, shown.split("\n").length))}
          className="font-mono text-sm"
          spellCheck={false}
          value={draft ?? shown}
          onChange={(event) => {
            const text = event.target.value;
            try {
              onChange(text.trim() === "" ? undefined : (JSON.parse(text) as unknown));
              setDraft(undefined);
            } catch {
              setDraft(text);
            }
          }}
        />
      )}
    </Field>
  );
}

/** The body: as JSON, or by fields; both are the same text. */
export function BodyEditor({
  body,
  text,
  errors,
  onChange,
}: {
  body: TryBody;
  text: string;
  errors: TryErrors;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const [byFields, setByFields] = useState(false);
  const parsed = body.fields.length > 0 ? parse(text) : { wrong: true as const };
  const wrongs = Object.entries(errors).filter(([place]) => place.startsWith("/body"));
  const message = wrongs.map(([place, detail]) => `${place.slice("/body".length)} ${detail}`.trim()).join("; ");
  return (
    <section aria-labelledby={`${id}-title`} className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 id={`${id}-title`} className="mr-auto font-semibold text-sm">
          Body <span className="font-normal text-ink-faint text-xs">{body.mediaType}</span>
        </h3>
        {body.samples.length > 1 ? (
          <Select
            aria-label="Begin with an example"
            className="max-w-52"
            value=""
            onChange={(event) => onChange(body.samples[Number(event.target.value)]?.text ?? text)}
          >
            <option value="" disabled>
              Examples
            </option>
            {body.samples.map((sample, index) => (
              <option key={sample.title} value={index}>
                {sample.title}
              </option>
            ))}
          </Select>
        ) : null}
        {body.fields.length > 0 ? (
          <span className="flex rounded-md border border-line p-0.5">
            {[false, true].map((fields) => (
              <Button
                key={String(fields)}
                size="sm"
                variant="ghost"
                aria-pressed={byFields === fields}
                onClick={() => setByFields(fields)}
                className={classNames("h-6!", byFields === fields && "bg-hover text-ink!")}
              >
                {fields ? "Fields" : "JSON"}
              </Button>
            ))}
          </span>
        ) : null}
      </div>
      {body.kind === "unsupported" ? (
        <p className="text-ink-muted text-sm">A body of {body.mediaType} cannot be sent from here. Use the code.</p>
      ) : byFields && "value" in parsed ? (
        <BodyFields
          fields={body.fields}
          path={[]}
          value={parsed.value}
          errors={errors}
          onChange={(path, value) => onChange(JSON.stringify(withValue(parsed.value, path, value), null, 2))}
        />
      ) : (
        <Field
          label={<span className="sr-only">Body as {body.kind === "json" ? "JSON" : "text"}</span>}
          name="body"
          error={message || undefined}
          hint={byFields ? "This is not a JSON object yet, so it has no fields to show." : undefined}
          optional={!body.required}
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-mono text-sm"
              rows={Math.min(22, Math.max(6, text.split("\n").length + 1))}
              spellCheck={false}
              value={text}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      )}
    </section>
  );
}
