"use client";

import { Button } from "@/components/ui/button";

/** A fault of ours: says so, offers to try again, and gives the number that finds it in the log. */
export function Failure({ digest, retry }: { digest?: string; retry: () => void }) {
  return (
    <main id="main" className="mx-auto w-full max-w-2xl px-4 py-16 sm:px-6 lg:py-24">
      <p className="font-mono text-negative text-sm">500</p>
      <h1 className="mt-2 text-3xl tracking-tight">Something went wrong on our side</h1>
      <p className="mt-2 text-ink-muted text-md">
        Nothing you did is lost that was saved before. Trying again often helps; if not, tell us and give this number.
      </p>
      {digest ? <p className="mt-3 font-mono text-ink-muted text-sm">{digest}</p> : null}
      <div className="mt-8 flex gap-2">
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        {/* A whole page load on purpose: the router may be what failed. */}
        <a href="/" className="inline-flex h-9 items-center px-3 text-ink-muted hover:text-ink">
          Front page
        </a>
      </div>
    </main>
  );
}
