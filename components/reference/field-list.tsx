import { Badge } from "@/components/ui/badge";
import type { Field } from "@/lib/reference/schema";
import { Html } from "./html";

function Facts({ field }: { field: Field }) {
  const facts = [
    ...field.limits.filter((limit) => !limit.startsWith("matches ")),
    ...(field.readOnly ? ["only in answers"] : []),
    ...(field.writeOnly ? ["only in requests"] : []),
  ];
  const pattern = field.limits.find((limit) => limit.startsWith("matches "))?.slice("matches ".length);
  if (facts.length === 0 && !pattern && field.default === null && field.values.length === 0 && field.example === null)
    return null;
  return (
    <div className="wm-field-facts">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
      {pattern ? (
        <span>
          matches <code>{pattern}</code>
        </span>
      ) : null}
      {field.default === null ? null : (
        <span>
          default <code>{field.default}</code>
        </span>
      )}
      {field.values.length > 0 ? (
        <span className="wm-field-values">
          <span>one of</span>
          {field.values.map((value) => (
            <code key={value}>{value}</code>
          ))}
        </span>
      ) : null}
      {field.example === null ? null : (
        <span>
          such as <code>{field.example}</code>
        </span>
      )}
    </div>
  );
}

/** In a request a field may be required; in an answer it may be missing. Each side marks what its reader must handle. */
type Side = "request" | "answer";

function Inside({ label, ...list }: { label: string; fields: Field[]; prefix: string; side: Side }) {
  return (
    <details className="wm-field-inside">
      <summary>{label}</summary>
      <FieldList {...list} />
    </details>
  );
}

function FieldItem({ field, prefix, side }: { field: Field; prefix: string; side: Side }) {
  const id = `${prefix}.${field.name}`;
  return (
    <li id={id} className="wm-field">
      <div className="wm-field-head">
        <code>{field.name}</code>
        <span>{field.type}</span>
        {side === "request" && field.required ? <em>required</em> : null}
        {side === "answer" && !field.required ? <span>may be missing</span> : null}
        {field.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
      </div>
      <Html html={field.descriptionHtml} className="wm-field-text" />
      <Facts field={field} />
      {field.fields.length > 0 ? (
        <Inside
          label={`${field.fields.length} ${field.fields.length === 1 ? "field" : "fields"}`}
          fields={field.fields}
          prefix={id}
          side={side}
        />
      ) : null}
      {field.variants.map((variant) => (
        <Inside
          key={variant.title}
          label={`${variant.title} (${variant.type})`}
          fields={variant.fields}
          prefix={`${id}.${variant.title}`}
          side={side}
        />
      ))}
    </li>
  );
}

/** Fields with their types, limits and what is inside them. `prefix` begins their anchors: `body.parcels.weightGrams`. */
export function FieldList({ fields, prefix, side }: { fields: Field[]; prefix: string; side: Side }) {
  return (
    <ul>
      {fields.map((field) => (
        <FieldItem key={field.name} field={field} prefix={prefix} side={side} />
      ))}
    </ul>
  );
}
