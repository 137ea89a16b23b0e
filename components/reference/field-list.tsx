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
        <span>
          one of
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

function Inside({ label, fields, prefix }: { label: string; fields: Field[]; prefix: string }) {
  return (
    <details className="wm-field-inside">
      <summary>{label}</summary>
      <FieldList fields={fields} prefix={prefix} />
    </details>
  );
}

function FieldItem({ field, prefix }: { field: Field; prefix: string }) {
  const id = `${prefix}.${field.name}`;
  return (
    <li id={id} className="wm-field">
      <div className="wm-field-head">
        <code>{field.name}</code>
        <span>{field.type}</span>
        {field.required ? <em>required</em> : null}
        {field.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
      </div>
      <Html html={field.descriptionHtml} className="wm-field-text" />
      <Facts field={field} />
      {field.fields.length > 0 ? (
        <Inside
          label={`${field.fields.length} ${field.fields.length === 1 ? "field" : "fields"}`}
          fields={field.fields}
          prefix={id}
        />
      ) : null}
      {field.variants.map((variant) => (
        <Inside
          key={variant.title}
          label={`${variant.title} (${variant.type})`}
          fields={variant.fields}
          prefix={`${id}.${variant.title}`}
        />
      ))}
    </li>
  );
}

/** Fields with their types, limits and what is inside them. `prefix` begins their anchors: `body.parcels.weightGrams`. */
export function FieldList({ fields, prefix }: { fields: Field[]; prefix: string }) {
  return (
    <ul>
      {fields.map((field) => (
        <FieldItem key={field.name} field={field} prefix={prefix} />
      ))}
    </ul>
  );
}
