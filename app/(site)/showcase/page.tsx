import { LayoutGrid, Search, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { FeaturedCard, ListingCard } from "@/components/showcase/listing-card";
import { ShowcaseFilters } from "@/components/showcase/showcase-filters";
import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { countCategories } from "@/lib/showcase/count-categories";
import { listPublished } from "@/lib/showcase/list-published";

export const metadata: Metadata = {
  title: "Showcase",
  description: `Apps that people built on the ${portal.api.name}.`,
  alternates: { canonical: paths.showcase },
};

type Query = { category?: string | string[]; q?: string | string[]; cursor?: string | string[] };
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";

/** The gallery: filters live in the address, so that any view of it can be shared. */
export default async function ShowcasePage({ searchParams }: { searchParams: Promise<Query> }) {
  const search = await searchParams;
  const category = portal.showcase.categories.find((known) => known === one(search.category));
  const words = one(search.q).trim().slice(0, 200);
  const cursor = one(search.cursor) || undefined;
  const plain = !category && !words && !cursor;
  const [featured, page, counts] = await Promise.all([
    plain ? listPublished(postgres(), { featured: true, limit: 6 }) : { data: [] },
    // Featured apps stand above already while nothing is filtered.
    listPublished(postgres(), { category, search: words, cursor, featured: plain ? false : undefined }),
    countCategories(postgres()),
  ]);
  const all = [...featured.data, ...page.data];
  const certified = await listCertifiedApps(
    postgres(),
    all.map((listing) => listing.appId),
  );
  const href = (query: Record<string, string | undefined>) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
    return given.length ? `${paths.showcase}?${new URLSearchParams(given)}` : paths.showcase;
  };
  return (
    <main id="main" className="mx-auto max-w-6xl px-4 py-12 sm:px-6 sm:py-16">
      <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-6">
        <div className="max-w-2xl">
          <h1 className="text-3xl tracking-tight sm:text-4xl">Built on {portal.name}</h1>
          <p className="mt-2 text-pretty text-ink-muted text-lg">
            Apps by people who ship with the {portal.api.name}. Each was certified before it came here.
          </p>
        </div>
        <search className="w-full sm:w-72">
          <form action={paths.showcase} className="relative">
            {category ? <input type="hidden" name="category" value={category} /> : null}
            <Search className="absolute top-2.5 left-3 size-4 text-ink-faint" aria-hidden="true" />
            <Input
              type="search"
              name="q"
              defaultValue={words}
              placeholder="Search apps"
              aria-label="Search apps"
              maxLength={200}
              className="pl-9!"
            />
          </form>
        </search>
      </header>
      <ShowcaseFilters
        className="mt-8"
        current={category ?? null}
        allHref={href({ q: words })}
        categories={portal.showcase.categories.map((name) => ({
          name,
          count: counts.get(name) ?? 0,
          href: href({ category: name, q: words }),
        }))}
      />
      {featured.data.length ? (
        <section aria-labelledby="featured" className="mt-9">
          <h2 id="featured" className="mb-4 text-lg">
            Featured
          </h2>
          <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
            {featured.data.map((listing) => (
              <FeaturedCard key={listing.id} listing={listing} certified={certified.has(listing.appId)} />
            ))}
          </div>
        </section>
      ) : null}
      {page.data.length ? (
        <section aria-labelledby="all" className="mt-10">
          <h2 id="all" className="mb-4 text-lg">
            {words ? `Found for “${words}”` : (category ?? (cursor ? "More apps" : "Newest"))}
          </h2>
          <div className="grid gap-4 md:grid-cols-2 lg:grid-cols-3">
            {page.data.map((listing) => (
              <ListingCard key={listing.id} listing={listing} certified={certified.has(listing.appId)} />
            ))}
          </div>
          {page.nextCursor ? (
            <p className="mt-8 text-center">
              <LinkButton href={href({ category, q: words, cursor: page.nextCursor })}>More apps</LinkButton>
            </p>
          ) : null}
        </section>
      ) : featured.data.length ? null : (
        <Nothing filtered={!plain} />
      )}
    </main>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        className="mt-8"
        icon={<SearchX />}
        title="No app fits"
        action={<LinkButton href={paths.showcase}>Show all apps</LinkButton>}
      >
        Try another word, or look through all categories.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      className="mt-8 rounded-xl border border-line-strong border-dashed py-20!"
      icon={<LayoutGrid />}
      title="The first app here could be yours"
      action={
        <>
          <LinkButton href={paths.docs("quickstart")} variant="primary">
            Make a first call
          </LinkButton>
          <LinkButton href={paths.docs("showcase")}>How to get listed</LinkButton>
        </>
      }
    >
      Build something on the {portal.api.name}, have it certified, and it gets a page here with a link to your site.
    </EmptyState>
  );
}
