"use client";

import { Lock } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { whoReads } from "@/components/layout/reader";
import { paths } from "@/lib/base/paths";

type GatedPage = { slug: string; title: string };

/** Asked once for a section while the document stands. */
const asked = new Map<string, Promise<GatedPage[]>>();

function askFor(section: string): Promise<GatedPage[]> {
  const standing = asked.get(section);
  if (standing) return standing;
  const answer = fetch(paths.api.gatedDocs(section))
    .then(async (response) => (response.ok ? ((await response.json()) as { pages: GatedPage[] }).pages : []))
    .catch(() => []);
  asked.set(section, answer);
  return answer;
}

/** Pages that this reader may read and not everybody: the sidebar of a static page has none of them, so they come when it is known who reads. */
export function GatedLinks({ section, label }: { section: string; label: string }) {
  const [pages, setPages] = useState<GatedPage[]>([]);
  useEffect(() => {
    let gone = false;
    void whoReads().then(async ({ signedIn }) => {
      const found = signedIn ? await askFor(section) : [];
      if (!gone) setPages(found);
    });
    return () => {
      gone = true;
    };
  }, [section]);
  if (pages.length === 0) return null;
  return (
    <div className="wm-side-group pt-4.5">
      <p className="wm-side-label">{label}</p>
      <ul>
        {pages.map(({ slug, title }) => (
          <li key={slug}>
            <Link href={paths.docs(slug)} prefetch={false} className="wm-side-link">
              {title}
              <Lock className="size-3.5 self-center text-ink-faint" aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
