import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";

type Article = {
  title: string;
  description: string;
  path: string;
  lastChanged?: string | null;
  language?: string;
  /** The folders above it; those without a page have no path. */
  trail: { title: string; path: string | null }[];
};

/** A page of docs or reference as schema.org says it: the article, and where it stands. */
export function describeArticle({
  title,
  description,
  path,
  lastChanged,
  language = "en",
  trail,
}: Article): Record<string, unknown> {
  const base = env().publicUrl;
  const steps = [...trail, { title, path }];
  return {
    "@graph": [
      {
        "@type": "TechArticle",
        headline: title,
        description,
        url: `${base}${path}`,
        inLanguage: language,
        ...(lastChanged ? { dateModified: lastChanged } : {}),
        isPartOf: { "@type": "WebSite", name: portal.name, url: base },
      },
      {
        "@type": "BreadcrumbList",
        itemListElement: steps.map((step, index) => ({
          "@type": "ListItem",
          position: index + 1,
          name: step.title,
          ...(step.path === null ? {} : { item: `${base}${step.path}` }),
        })),
      },
    ],
  };
}
