import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Contents } from "@/components/docs/contents";
import { DocsFrame } from "@/components/docs/docs-frame";
import { DocsSidebar } from "@/components/docs/docs-sidebar";
import { PageActions } from "@/components/docs/page-actions";
import { PageFoot } from "@/components/docs/page-foot";
import { JsonLd } from "@/components/layout/json-ld";
import { componentsFor } from "@/components/mdx/components";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import * as own from "@/content/components";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { getDoc } from "@/lib/docs/get-doc";
import { getSidebar } from "@/lib/docs/get-sidebar";
import { listDocs } from "@/lib/docs/list-docs";
import { listOperations } from "@/lib/reference/list-operations";
import { describeArticle } from "../../describe-article";
import { shareCard } from "../../share-card";

type Props = { params: Promise<{ slug?: string[] }> };

export const dynamicParams = false;

export async function generateStaticParams() {
  return (await listDocs()).map((doc) => ({ slug: doc.slug ? doc.slug.split("/") : [] }));
}

async function find(params: Props["params"]) {
  const slug = ((await params).slug ?? []).join("/");
  const doc = await getDoc(slug);
  if (!doc) notFound();
  return doc;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const doc = await find(params);
  return {
    title: doc.title,
    description: doc.description,
    ...(doc.noindex ? { robots: { index: false } } : {}),
    openGraph: shareCard({
      title: doc.title,
      description: doc.description,
      path: paths.docs(doc.slug),
      type: "article",
    }),
    alternates: {
      canonical: paths.docs(doc.slug),
      types: { "text/markdown": paths.docsMarkdown(doc.slug), "application/rss+xml": paths.docsRss },
    },
  };
}

export default async function DocsPage({ params }: Props) {
  const doc = await find(params);
  const [sidebar, operations] = await Promise.all([getSidebar(doc.slug), listOperations()]);
  const { Content } = doc;
  return (
    <DocsFrame
      sidebar={<DocsSidebar sidebar={sidebar} current={doc.slug} />}
      here={doc.sidebarTitle ?? doc.title}
      aside={<Contents headings={doc.headings} />}
    >
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
          <PageActions markdownHref={paths.docsMarkdown(doc.slug)} portalUrl={env().publicUrl} />
        </div>
        <h1 className="text-3xl tracking-tight">{doc.title}</h1>
        <p className="mt-2 text-pretty text-ink-muted text-lg">{doc.description}</p>
        <div className="wm-prose mt-8">
          <Content components={componentsFor(operations, own) as never} />
        </div>
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
