import { ChevronRight } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Code } from "@/components/ui/code";
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
    <div className="mt-1.5 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-ink-muted text-sm">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
      {pattern ? (
        <span>
          matches <Code>{pattern}</Code>
        </span>
      ) : null}
      {field.default === null ? null : (
        <span>
          default <Code>{field.default}</Code>
        </span>
      )}
      {field.values.length > 0 ? (
        <span className="flex flex-wrap items-baseline gap-1">
          one of
          {field.values.map((value) => (
            <Code key={value}>{value}</Code>
          ))}
        </span>
      ) : null}
      {field.example === null ? null : (
        <span>
          such as <Code>{field.example}</Code>
        </span>
      )}
    </div>
  );
}

function Inside({ label, fields, prefix, open }: { label: string; fields: Field[]; prefix: string; open: boolean }) {
  return (
    <details className="group/inside mt-2" open={open}>
      <summary className="inline-flex cursor-pointer items-center gap-1 rounded-sm font-medium text-accent text-sm">
        <ChevronRight className="size-3.5 transition-transform group-open/inside:rotate-90" aria-hidden="true" />
        {label}
      </summary>
      <div className="mt-1 ml-1.5 border-line border-l pl-4">
        <FieldList fields={fields} prefix={prefix} />
      </div>
    </details>
  );
}

function FieldItem({ field, prefix }: { field: Field; prefix: string }) {
  const id = `${prefix}.${field.name}`;
  return (
    <li id={id} className="scroll-mt-20 border-line border-t py-3 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <code className="font-semibold text-sm [overflow-wrap:anywhere]">{field.name}</code>
        <span className="text-ink-faint text-sm">{field.type}</span>
        {field.required ? <span className="font-medium text-warning text-xs">required</span> : null}
        {field.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
      </div>
      <Html html={field.descriptionHtml} className="mt-0.5 text-base leading-relaxed" />
      <Facts field={field} />
      {field.fields.length > 0 ? (
        // What must be filled in is shown without asking, the rest on demand.
        <Inside
          label={`${field.fields.length} ${field.fields.length === 1 ? "field" : "fields"}`}
          fields={field.fields}
          prefix={id}
          open={false}
        />
      ) : null}
      {field.variants.map((variant) => (
        <Inside
          key={variant.title}
          label={`${variant.title} (${variant.type})`}
          fields={variant.fields}
          prefix={`${id}.${variant.title}`}
          open={false}
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
