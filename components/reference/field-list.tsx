import { Badge } from "@/components/ui/badge";
import { Tabs } from "@/components/ui/tabs";
import { paths } from "@/lib/base/paths";
import type { Field, Variant } from "@/lib/reference/schema";
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
          <span>{field.values.length === 1 ? "always" : "one of"}</span>
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
/** `schema`: what it is in itself, on its own page. */
export type Side = "request" | "answer" | "schema";

type ListProps = { prefix: string; side: Side; api: string };

const escapeName = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A type in words, with a link where it speaks of a schema that has a page. */
export function TypeWords({ type, refs, api }: { type: string; refs: string[]; api: string }) {
  const shown = refs.filter((name) => type.includes(name)).sort((a, b) => b.length - a.length);
  if (shown.length === 0) {
    const [only] = refs;
    if (!only || refs.length > 1) return <span>{type}</span>;
    return (
      <span>
        {type} <SchemaLink api={api} name={only} />
      </span>
    );
  }
  const pieces = type.split(new RegExp(`(?<![\\w.-])(${shown.map(escapeName).join("|")})(?![\\w.-])`));
  return (
    <span>
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
          <SchemaLink key={index} api={api} name={piece} />
        ) : (
          piece
        ),
      )}
    </span>
  );
}

function SchemaLink({ api, name }: { api: string; name: string }) {
  return (
    <a className="wm-type" href={paths.apiSchema(api, name)}>
      {name}
    </a>
  );
}

function Inside({ label, ...list }: { label: string; fields: Field[] } & ListProps) {
  return (
    <details className="wm-field-inside">
      <summary>{label}</summary>
      <FieldList {...list} />
    </details>
  );
}

const fieldsInWords = (count: number) => `${count} ${count === 1 ? "field" : "fields"}`;

/** As many variants as tabs can show; more are a list that unfolds. */
const mostTabs = 8;

function VariantPanel({ variant, field, ...list }: { variant: Variant; field: Field } & ListProps) {
  return (
    <>
      <p className="wm-field-facts">
        {field.discriminator && variant.value !== null ? (
          <span>
            when <code>{field.discriminator}</code> is <code>{variant.value}</code>
          </span>
        ) : null}
        <TypeWords type={variant.type} refs={variant.refs} api={list.api} />
      </p>
      {variant.fields.length > 0 ? (
        <FieldList {...list} fields={variant.fields} prefix={`${list.prefix}.${variant.title}`} />
      ) : null}
    </>
  );
}

/** Alternatives, one shown at a time. Nothing for a field that has none. */
export function VariantTabs({ field, ...list }: { field: Field } & ListProps) {
  const { variants, choose } = field;
  if (variants.length === 0) return null;
  const label = choose === "any" ? "Any of" : "One of";
  // Two of one name are told apart by their place.
  const titles = variants.map(({ title }, at) =>
    variants.findIndex((other) => other.title === title) === at ? title : `${title} ${at + 1}`,
  );
  if (variants.every((variant) => variant.fields.length === 0 && variant.value === null)) return null;
  return (
    <div className="wm-variants">
      <p className="wm-variants-label">{label}</p>
      {variants.length <= mostTabs ? (
        <Tabs
          label={`${label} for ${list.prefix}`}
          tabs={variants.map((variant, at) => ({
            label: titles[at] ?? variant.title,
            panel: <VariantPanel variant={variant} field={field} {...list} />,
          }))}
        />
      ) : (
        variants.map((variant, at) => (
          <details key={titles[at]} className="wm-field-inside">
            <summary>{titles[at]}</summary>
            <VariantPanel variant={variant} field={field} {...list} />
          </details>
        ))
      )}
    </div>
  );
}

function FieldItem({ field, prefix, side, api }: { field: Field } & ListProps) {
  const id = `${prefix}.${field.name}`;
  return (
    <li id={id} className="wm-field">
      <div className="wm-field-head">
        <code>{field.name}</code>
        <TypeWords type={field.type} refs={field.refs} api={api} />
        {side !== "answer" && field.required ? <em>required</em> : null}
        {side === "answer" && !field.required ? <span>may be missing</span> : null}
        {field.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
      </div>
      <Html html={field.descriptionHtml} className="wm-field-text" />
      <Facts field={field} />
      {field.fields.length > 0 ? (
        <Inside label={fieldsInWords(field.fields.length)} fields={field.fields} prefix={id} side={side} api={api} />
      ) : null}
      <VariantTabs field={field} prefix={id} side={side} api={api} />
    </li>
  );
}

/**
 * Fields with their types, limits and what is inside them. `prefix` begins their anchors: `body.parcels.weightGrams`; `api` is the one whose
 * schemas types lead to.
 */
export function FieldList({ fields, prefix, side, api }: { fields: Field[] } & ListProps) {
  const shown = fields.filter((field) =>
    side === "request" ? !field.readOnly : side === "answer" ? !field.writeOnly : true,
  );
  return (
    <ul>
      {shown.map((field) => (
        <FieldItem key={field.name} field={field} prefix={prefix} side={side} api={api} />
      ))}
    </ul>
  );
}
