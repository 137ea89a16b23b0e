"use client";

import { CircleAlert, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { whoReads } from "@/components/layout/reader";
import { Method, Status } from "@/components/ui/badge";
import { buttonClasses } from "@/components/ui/button";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { OwnError } from "./own-error";

const dismissedKey = "wm-error-seen";

/** What was dismissed stays so, until another call fails. */
function isDismissed(id: string): boolean {
  try {
    return localStorage.getItem(dismissedKey) === id;
  } catch {
    return false;
  }
}

/**
 * In a corner of a page that explains errors: the last one of the reader's own keys that this page is about, with the way to the logged call
 * and to trying it again. Drawn for nobody on the server; one request, only for who is signed in. It covers a corner and moves nothing.
 */
export function LastError({ page }: { page: string }) {
  const [error, setError] = useState<OwnError | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    void whoReads()
      .then(
        async ({ signedIn }) => {
          if (!signedIn || leaving.signal.aborted) return;
          const response = await fetch(paths.api.lastError(page), { cache: "no-store", signal: leaving.signal });
          const { error: found } = response.ok
            ? ((await response.json()) as { error: OwnError | null })
            : { error: null };
          setError(found && !isDismissed(found.id) ? found : null);
        },
        () => undefined,
      )
      .catch(() => undefined);
    return () => leaving.abort();
  }, [page]);
  if (!error) return null;
  const dismiss = () => {
    try {
      localStorage.setItem(dismissedKey, error.id);
    } catch {
      // For this page then.
    }
    setError(null);
  };
  const [explainedOn, entry] = error.explainedAt.split("#");
  const here = explainedOn === page;
  return (
    <aside
      aria-label="Your last error that this page explains"
      className="fixed inset-x-3 bottom-3 z-40 rounded-lg border border-warning/30 bg-surface p-4 shadow-lg sm:left-auto sm:w-96 print:hidden"
    >
      <div className="flex items-start gap-2.5">
        <CircleAlert className="mt-0.5 size-4 shrink-0 text-warning" aria-hidden="true" />
        <p className="min-w-0 flex-1 font-semibold text-sm">
          Your last error here: {error.title}
          <span className="block font-normal text-ink-faint text-xs">
            {formatTime(error.at)}, {error.environment}
            {error.key ? `, key ${error.key}` : ""}
          </span>
        </p>
        <button
          type="button"
          onClick={dismiss}
          aria-label="Dismiss"
          className="-mt-1 -mr-1 rounded-md p-1 text-ink-faint hover:bg-hover hover:text-ink"
        >
          <X className="size-4" aria-hidden="true" />
        </button>
      </div>
      <p className="mt-2 flex items-center gap-2">
        <Status status={error.status} />
        <Method method={error.method} />
        <code className="min-w-0 truncate text-sm">{error.route}</code>
      </p>
      {error.detail ? (
        <p className="mt-1.5 line-clamp-3 text-ink-muted text-sm [overflow-wrap:anywhere]">{error.detail}</p>
      ) : null}
      <p className="mt-3 flex flex-wrap items-center gap-2">
        {error.replayHref ? (
          // The address may be this very page: only a real load opens the form there.
          <a href={error.replayHref} className={buttonClasses("primary", "sm")}>
            Replay in Try it
          </a>
        ) : null}
        <Link href={error.requestHref} prefetch={false} className={buttonClasses("secondary", "sm")}>
          The logged call
        </Link>
        <a
          href={here && entry ? `#${entry}` : error.explainedAt}
          className="text-accent text-sm underline-offset-4 hover:underline"
        >
          What it means
        </a>
      </p>
    </aside>
  );
}
