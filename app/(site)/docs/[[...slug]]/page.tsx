import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { checkUndrawnDocs } from "@/lib/docs/check-doc-gate";
import { getDoc } from "@/lib/docs/get-doc";
import { listEditionDocs } from "@/lib/docs/list-docs";
import { listEditionLinks } from "@/lib/docs/list-edition-links";
import { DocsArticle } from "../../docs-article";
import { shareCard } from "../../share-card";

type Props = { params: Promise<{ slug?: string[] }> };

export const dynamicParams = false;

/** The pages that everybody may read. The others are drawn for who asks, at the same addresses (gated-docs). */
export async function generateStaticParams() {
  // While somebody writes, a mistake in one page must not keep the others.
  if (process.env.NODE_ENV === "production") await checkUndrawnDocs();
  return (await listEditionDocs()).map((doc) => ({ slug: doc.slug ? doc.slug.split("/") : [] }));
}

/** Once for a page and what its head says of it. */
const read = cache(async (slug: string) => (await getDoc(slug)) ?? notFound());

async function find(params: Props["params"]) {
  return read(((await params).slug ?? []).join("/"));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const doc = await find(params);
  const links = await listEditionLinks(doc.slug);
  const languages = Object.fromEntries(links.translations.map(({ language, slug }) => [language, paths.docs(slug)]));
  const first = languages[portal.docs.language.id];
  return {
    title: doc.title,
    description: doc.description,
    ...(doc.noindex || links.unlisted ? { robots: { index: false } } : {}),
    openGraph: await shareCard({
      title: doc.title,
      description: doc.description,
      // What is shown untranslated is shared as what it is.
      path: paths.docs(doc.untranslated ? links.canonical : doc.slug),
      type: "article",
    }),
    alternates: {
      canonical: paths.docs(links.canonical),
      ...(links.translations.length > 1 && !doc.untranslated
        ? { languages: { ...languages, ...(first ? { "x-default": first } : {}) } }
        : {}),
      types: { "text/markdown": paths.docsMarkdown(doc.slug), "application/rss+xml": paths.docsRss },
    },
  };
}

export default async function DocsPage({ params }: Props) {
  return <DocsArticle doc={await find(params)} reader={null} />;
}
