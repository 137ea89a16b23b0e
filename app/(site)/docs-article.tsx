import { Contents } from "@/components/docs/contents";
import { DocsFrame } from "@/components/docs/docs-frame";
import { DocsSidebar } from "@/components/docs/docs-sidebar";
import { EditionMenus } from "@/components/docs/edition-menus";
import { LastError } from "@/components/docs/last-error";
import { PageActions } from "@/components/docs/page-actions";
import { PageFoot } from "@/components/docs/page-foot";
import { JsonLd } from "@/components/layout/json-ld";
import { componentsFor } from "@/components/mdx/components";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Callout } from "@/components/ui/callout";
import { DrawnIcon } from "@/components/ui/drawn-icon";
import * as own from "@/content/components";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import type { Doc } from "@/lib/docs/get-doc";
import { getSidebar } from "@/lib/docs/get-sidebar";
import { listEditionLinks } from "@/lib/docs/list-edition-links";
import type { DocReader } from "@/lib/docs/schema";
import { listOperations } from "@/lib/reference/list-operations";
import { describeArticle } from "./describe-article";
import { keepInEdition } from "./keep-in-edition";

/** A page of the docs with all that stands around it. A gated one is drawn for its `reader` and tells machines nothing about itself. */
export async function DocsArticle({ doc, reader }: { doc: Doc; reader: DocReader | null }) {
  const [sidebar, operations, links] = await Promise.all([
    getSidebar(doc.slug, reader),
    listOperations(),
    listEditionLinks(doc.slug, reader),
  ]);
  const { Content } = doc;
  const open = doc.gates.length === 0;
  const { words } = links;
  const say = (text: string) => words[text] ?? text;
  const first = portal.docs.language;
  const components = componentsFor(operations, own, doc.untranslated ? {} : words);
  const inFrame = links.language === first.id ? undefined : links.language;
  return (
    <DocsFrame
      sidebar={
        <>
          <EditionMenus versions={links.versions} languages={links.languages} words={words} />
          <DocsSidebar sidebar={sidebar} current={doc.slug} complete={reader !== null} words={words} />
        </>
      }
      here={doc.sidebarTitle ?? doc.title}
      aside={<Contents headings={doc.headings} words={words} />}
      language={inFrame}
      edition={links.prefix}
    >
      {open && !doc.untranslated ? (
        <JsonLd
          data={describeArticle({
            title: doc.title,
            description: doc.description,
            path: paths.docs(doc.slug),
            lastChanged: doc.lastChanged,
            language: links.language,
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
          <PageActions
            markdownHref={paths.docsMarkdown(doc.slug)}
            portalUrl={env().publicUrl}
            open={open}
            words={words}
          />
        </div>
        {links.old ? (
          <Callout
            kind="warning"
            title={`${say("These are the docs of an older version")}: ${links.old.label}`}
            className="mb-6"
          >
            <a href={paths.docs(links.old.slug)}>{say("Read the current version")}</a>
          </Callout>
        ) : null}
        {doc.untranslated ? (
          <Callout title={say("Not translated yet")} className="mb-6">
            <p>{say(`You are reading this page in ${first.label}.`)}</p>
          </Callout>
        ) : null}
        <h1 lang={doc.untranslated ? first.id : undefined} className="text-3xl tracking-tight">
          {doc.drawing ? <DrawnIcon drawing={doc.drawing} className="-mt-1 mr-3 inline size-7 text-accent" /> : null}
          {doc.title}
        </h1>
        <p lang={doc.untranslated ? first.id : undefined} className="mt-2 text-pretty text-ink-muted text-lg">
          {doc.description}
        </p>
        <div className="wm-prose mt-8" lang={doc.untranslated ? first.id : undefined}>
          <Content components={keepInEdition(components, links.prefix) as never} />
        </div>
        {doc.explains?.length || doc.slug === "errors" ? <LastError page={paths.docs(doc.slug)} /> : null}
        <PageFoot
          path={paths.docs(doc.slug)}
          previous={doc.previous}
          next={doc.next}
          words={words}
          lastChanged={doc.lastChanged}
          editHref={portal.links.repository ? `${portal.links.repository}/edit/main/${doc.file}` : null}
        />
      </article>
    </DocsFrame>
  );
}
