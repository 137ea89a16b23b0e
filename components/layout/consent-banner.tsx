"use client";

import Link from "next/link";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";
import { decideConsent, readConsent } from "./consent";

/**
 * Asks once whether the portal may recognise this browser (portal.config.ts, privacy.consent: "banner"). Until somebody says yes nothing is
 * set. Who sends Global Privacy Control has answered already. Links marked `data-privacy-choices` open it again.
 */
export function ConsentBanner({ portalName }: { portalName: string }) {
  const [open, setOpen] = useState(false);
  const [decided, setDecided] = useState<"granted" | "denied" | null>(null);
  const region = useRef<HTMLElement>(null);

  useEffect(() => {
    const current = readConsent();
    setDecided(current);
    setOpen(current === null);
    const onClick = (event: MouseEvent) => {
      if (!(event.target as Element | null)?.closest("[data-privacy-choices]")) return;
      event.preventDefault();
      setDecided(readConsent());
      setOpen(true);
      requestAnimationFrame(() => region.current?.focus());
    };
    document.addEventListener("click", onClick);
    return () => document.removeEventListener("click", onClick);
  }, []);

  const decide = useCallback((decision: "granted" | "denied") => {
    decideConsent(decision);
    setDecided(decision);
    setOpen(false);
  }, []);

  if (!open) return null;
  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label="Privacy choices"
      data-consent-banner
      className="fixed inset-x-3 bottom-3 z-40 mx-auto max-w-2xl rounded-xl border border-line-strong bg-surface p-4 shadow-high outline-none sm:inset-x-6 sm:bottom-6 sm:p-5 print:hidden"
    >
      <div className="sm:flex sm:items-center sm:gap-6">
        <div className="min-w-0 flex-1">
          <p className="font-semibold">May {portalName} recognise this browser?</p>
          <p className="mt-1 text-pretty text-ink-muted text-sm">
            One first-party cookie would tell us which pages lead to a first working call. No other company sees it.
            Without it everything works the same.{" "}
            <Link href={paths.docs("privacy")} prefetch={false} className="underline underline-offset-4 hover:text-ink">
              What is stored
            </Link>
            {decided ? (
              <span className="block pt-1">You said {decided === "granted" ? "yes" : "no"} so far.</span>
            ) : null}
          </p>
        </div>
        <div className="mt-3 flex gap-2 sm:mt-0 sm:flex-col">
          <Button variant="secondary" className="flex-1 sm:min-w-28 sm:flex-none" onClick={() => decide("granted")}>
            Yes
          </Button>
          <Button variant="secondary" className="flex-1 sm:min-w-28 sm:flex-none" onClick={() => decide("denied")}>
            No, thanks
          </Button>
        </div>
      </div>
    </section>
  );
}
