import { Contents } from "@/components/docs/contents";
import { DocsFrame } from "@/components/docs/docs-frame";
import { DocsSidebar } from "@/components/docs/docs-sidebar";
import { LastError } from "@/components/docs/last-error";
import { PageActions } from "@/components/docs/page-actions";
import { PageFoot } from "@/components/docs/page-foot";
import { JsonLd } from "@/components/layout/json-ld";
import { componentsFor } from "@/components/mdx/components";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import * as own from "@/content/components";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import type { Doc } from "@/lib/docs/get-doc";
import { getSidebar } from "@/lib/docs/get-sidebar";
import type { DocReader } from "@/lib/docs/schema";
import { listOperations } from "@/lib/reference/list-operations";
import { describeArticle } from "./describe-article";

/** A page of the docs with all that stands around it. A gated one is drawn for its `reader` and tells machines nothing about itself. */
export async function DocsArticle({ doc, reader }: { doc: Doc; reader: DocReader | null }) {
  const [sidebar, operations] = await Promise.all([getSidebar(doc.slug, reader), listOperations()]);
  const { Content } = doc;
  const open = doc.gates.length === 0;
  return (
    <DocsFrame
      sidebar={<DocsSidebar sidebar={sidebar} current={doc.slug} complete={reader !== null} />}
      here={doc.sidebarTitle ?? doc.title}
      aside={<Contents headings={doc.headings} />}
    >
      {open ? (
        <JsonLd
          data={describeArticle({
            title: doc.title,
            description: doc.description,
            path: paths.docs(doc.slug),
            lastChanged: doc.lastChanged,
            trail: doc.trail
              .filter((folder) => folder.slug !== doc.slug)
              .map((folder) => ({ title: folder.title, path: folder.slug === null ? null : paths.docs(folder.slug) })),
          })}
        />
      ) : null}
      <article>
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Breadcrumbs
            items={[
              ...doc.trail.map((folder) => ({
                label: folder.title,
                href: folder.slug === null || folder.slug === doc.slug ? undefined : paths.docs(folder.slug),
              })),
            ]}
          />
          <PageActions markdownHref={paths.docsMarkdown(doc.slug)} portalUrl={env().publicUrl} open={open} />
        </div>
        <h1 className="text-3xl tracking-tight">{doc.title}</h1>
        <p className="mt-2 text-pretty text-ink-muted text-lg">{doc.description}</p>
        <div className="wm-prose mt-8">
          <Content components={componentsFor(operations, own) as never} />
        </div>
        {doc.explains?.length || doc.slug === "errors" ? <LastError page={paths.docs(doc.slug)} /> : null}
        <PageFoot
          path={paths.docs(doc.slug)}
          previous={doc.previous}
          next={doc.next}
          lastChanged={doc.lastChanged}
          editHref={portal.links.repository ? `${portal.links.repository}/edit/main/${doc.file}` : null}
        />
      </article>
    </DocsFrame>
  );
}
