"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { paths } from "@/lib/base/paths";
import type { SearchHit } from "./search-dialog";

/** Searches for the words of the address that led nowhere, and offers what it finds. */
export function NotFoundSuggestions() {
  const pathname = usePathname();
  const [hits, setHits] = useState<SearchHit[]>([]);
  useEffect(() => {
    const words = decodeURIComponent(pathname)
      .replace(/\.\w+$/, "")
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word && !["docs", "reference", "guide"].includes(word))
      .join(" ");
    if (!words) return;
    const controller = new AbortController();
    fetch(`${paths.api.search}?q=${encodeURIComponent(words)}`, { signal: controller.signal })
      .then((response) => (response.ok ? response.json() : { hits: [] }))
      .then(({ hits }: { hits: SearchHit[] }) => setHits(hits.filter((hit) => hit.kind !== "section").slice(0, 4)))
      .catch(() => {});
    return () => controller.abort();
  }, [pathname]);
  if (hits.length === 0) return null;
  return (
    <section className="mt-8" aria-labelledby="meant">
      <h2 id="meant" className="mb-2 font-semibold text-base tracking-normal">
        Did you mean
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {hits.map((hit) => (
          <li key={hit.href}>
            <Link href={hit.href} className="block px-4 py-2.5 transition-colors hover:bg-hover">
              <span className="font-medium">{hit.title}</span>
              <span className="ml-2 text-ink-faint text-sm">{hit.context}</span>
              <span className="line-clamp-1 text-ink-muted text-sm">{hit.excerpt}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
