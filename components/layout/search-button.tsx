"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { Kbd } from "@/components/ui/kbd";

// Its code arrives when somebody searches for the first time.
const SearchDialog = dynamic(() => import("./search-dialog").then((module) => module.SearchDialog), { ssr: false });

/** Keys pressed while writing are letters, not commands. */
function isWriting(target: EventTarget | null): boolean {
  const element = target instanceof HTMLElement ? target : null;
  return Boolean(
    element?.isContentEditable || element?.closest("input:not([type=radio]):not([type=checkbox]), textarea, select"),
  );
}

/** Opens the search: a press, `/`, or Ctrl+K. */
export function SearchButton() {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = event.key === "k" && (event.ctrlKey || event.metaKey);
      const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target);
      if (!command && !slash) return;
      event.preventDefault();
      setUsed(true);
      setOpen(true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        data-needs-script=""
        data-search=""
        onClick={() => {
          setUsed(true);
          setOpen(true);
        }}
        className="flex h-8 items-center gap-2 rounded-md text-ink-faint text-sm transition-colors hover:text-ink max-sm:w-8 max-sm:justify-center max-sm:hover:bg-hover sm:w-44 sm:border sm:border-line-strong sm:bg-sunken sm:px-2.5 lg:w-56"
      >
        <Search className="size-4 shrink-0" aria-hidden="true" />
        <span className="max-sm:sr-only">Search</span>
        <span className="ml-auto hidden gap-1 sm:flex" aria-hidden="true">
          <Kbd>/</Kbd>
        </span>
      </button>
      {used ? <SearchDialog open={open} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
