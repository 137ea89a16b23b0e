import Link from "next/link";
import { notFound } from "next/navigation";
import { PageActions } from "@/components/docs/page-actions";
import { CodeBlock } from "@/components/mdx/code-block";
import { FieldList, VariantTabs } from "@/components/reference/field-list";
import { Html } from "@/components/reference/html";
import { OperationList } from "@/components/reference/operation-list";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { getSchemaPage } from "@/lib/reference/get-schema-page";
import type { Reference } from "@/lib/reference/schema";
import { writeJson } from "@/lib/reference/write-samples";
import { highlightForPage } from "../highlight-for-page";
import { ReferenceFrame } from "./frame";

/** So many places are named where a schema is used; the search finds the others. */
const mostPlaces = 40;

/** One schema: its fields, an example, where it is used. */
export async function SchemaDrawing({ reference, name }: { reference: Reference; name: string }) {
  const schema = await getSchemaPage(reference.api, name);
  if (!schema) notFound();
  const { api } = reference;
  const { content, operations, schemas } = schema;
  const example = await highlightForPage("Example", writeJson(schema.example.value), "json");
  const path = paths.apiSchema(api, name);
  const bare = content.fields.length === 0 && content.variants.length === 0;
  return (
    <ReferenceFrame reference={reference} current={path} here={name} wide>
      <article className="mx-auto max-w-[76rem]">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Breadcrumbs
            items={[
              { label: reference.title, href: paths.referenceApi(api) },
              { label: "Schemas", href: paths.apiSchema(api) },
            ]}
          />
          <PageActions markdownHref={paths.markdown(path)} portalUrl={env().publicUrl} open />
        </div>
        <div className="mt-2 xl:grid xl:grid-cols-[minmax(0,1fr)_minmax(0,31rem)] xl:gap-x-12">
          <div className="min-w-0">
            <h1 className="wrap-anywhere flex flex-wrap items-center gap-3 text-3xl tracking-tight">
              {schema.title}
              {schema.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
            </h1>
            {schema.title === name ? null : <p className="mt-1 font-mono text-ink-faint text-sm">{name}</p>}
            <Html html={content.descriptionHtml} className="mt-4" />
            <section className="mt-8" aria-labelledby="fields">
              <h2 id="fields" className="mb-2 border-line border-b pb-2 text-lg">
                {bare ? "Value" : "Fields"}
              </h2>
              {bare ? (
                <FieldList fields={[{ ...content, descriptionHtml: "" }]} prefix="value" side="schema" api={api} />
              ) : (
                <FieldList fields={content.fields} prefix="fields" side="schema" api={api} />
              )}
              <VariantTabs field={content} prefix="variants" side="schema" api={api} />
            </section>
            {operations.length > 0 ? (
              <section className="mt-10" aria-labelledby="operations">
                <h2 id="operations" className="mb-3 text-lg">
                  Operations that use it
                </h2>
                <OperationList operations={operations.slice(0, mostPlaces)} />
                {operations.length > mostPlaces ? (
                  <p className="mt-2 text-ink-muted text-sm">and {operations.length - mostPlaces} more</p>
                ) : null}
              </section>
            ) : null}
            {schemas.length > 0 ? (
              <section className="mt-10" aria-labelledby="schemas">
                <h2 id="schemas" className="mb-3 text-lg">
                  Schemas that have it inside
                </h2>
                <ul className="flex flex-wrap gap-x-4 gap-y-1 font-mono text-sm">
                  {schemas.slice(0, mostPlaces).map((other) => (
                    <li key={other}>
                      <Link href={paths.apiSchema(api, other)} prefetch={false} className="hover:text-accent">
                        {other}
                      </Link>
                    </li>
                  ))}
                  {schemas.length > mostPlaces ? <li>and {schemas.length - mostPlaces} more</li> : null}
                </ul>
              </section>
            ) : null}
          </div>
          <section className="mt-10 min-w-0 xl:mt-0" aria-labelledby="example">
            <h2 id="example" className="mb-2 font-semibold text-sm tracking-normal">
              An example
            </h2>
            <CodeBlock html={example.html} language="json" block={`schema ${name}`} />
          </section>
        </div>
      </article>
    </ReferenceFrame>
  );
}
