import { Rss } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { OwnChangeMark, OwnChangesSwitch } from "@/components/changelog/own-marks";
import { componentsFor } from "@/components/mdx/components";
import { Badge } from "@/components/ui/badge";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import * as own from "@/content/components";
import { portal } from "@/lib/base/config/portal";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { listChanges } from "@/lib/docs/list-changes";
import { listOperations } from "@/lib/reference/list-operations";
import { shareCard } from "../share-card";

export async function generateMetadata(): Promise<Metadata> {
  const words = { title: "Changelog", description: `What changed in the ${portal.api.name}, newest first.` };
  return {
    ...words,
    openGraph: await shareCard({ ...words, path: paths.changelog, type: "website" }),
    alternates: {
      canonical: paths.changelog,
      types: { "application/rss+xml": paths.rss, "text/markdown": paths.markdown(paths.changelog) },
    },
  };
}

export default async function ChangelogPage() {
  const [changes, operations] = await Promise.all([listChanges(), listOperations()]);
  const components = componentsFor(operations, own);
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-12 sm:px-6 lg:py-16">
      <header className="flex flex-wrap items-end justify-between gap-4 border-line border-b pb-8">
        <div>
          <h1 className="text-4xl tracking-tight">Changelog</h1>
          <p className="mt-2 text-ink-muted text-lg">What changed in the {portal.api.name}.</p>
        </div>
        <a href={paths.rss} className={buttonClasses("secondary", "sm")}>
          <Rss className="size-3.5" aria-hidden="true" />
          Feed
        </a>
      </header>
      {changes.length === 0 ? (
        <EmptyState title="Nothing has changed yet" className="mt-8">
          Entries are files in content/changelog.
        </EmptyState>
      ) : (
        <>
          <OwnChangesSwitch listId="changes" />
          <ol id="changes" className="data-[only=mine]:[&>li:not(:has([data-mine]))]:hidden">
            {changes.map((change) => {
              const touched = operations.filter((operation) => change.operations.includes(operation.id));
              return (
                <li
                  key={change.slug}
                  id={change.slug}
                  className="scroll-mt-16 border-line border-b py-10 last:border-b-0 md:grid md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8"
                >
                  <p className="mb-2 text-ink-muted md:sticky md:top-20 md:mb-0 md:self-start">
                    <a href={`#${change.slug}`} className="hover:text-ink">
                      <time dateTime={change.date}>{formatDay(change.date)}</time>
                    </a>
                  </p>
                  <article className="min-w-0">
                    <h2 className="flex flex-wrap items-center gap-2.5 text-xl">
                      {change.title}
                      {change.breaking ? <Badge tone="warning">breaking</Badge> : null}
                    </h2>
                    {touched.length > 0 ? (
                      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
                        {touched.map((operation) => (
                          <li key={operation.id}>
                            <Link
                              href={paths.operation(operation.id)}
                              prefetch={false}
                              className="font-mono text-ink-muted text-xs underline decoration-line-strong underline-offset-4 hover:text-ink"
                            >
                              {operation.method} {operation.path}
                            </Link>
                          </li>
                        ))}
                      </ul>
                    ) : null}
                    {touched.length > 0 ? <OwnChangeMark slug={change.slug} /> : null}
                    <div className="wm-prose mt-4">
                      <change.Content components={components as never} />
                    </div>
                  </article>
                </li>
              );
            })}
          </ol>
        </>
      )}
    </main>
  );
}
