"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { announceFramework } from "./page-script/framework";
import { listenToPage } from "./page-script/listen-to-page";

/** Links of the portal's own pages in text and in lists, unless they open elsewhere. */
const routed = ["[data-routed]", ".wm-prose"].map((place) => `${place} a[href^='/']:not([target], [download])`).join();

/** What the router has no page for: files (feeds, `.md`), answers for programs, ways out. */
const unrouted = /^\/(api|v1|out)\/|^[^?#]*\.\w+([?#]|$)/;

/** Where a plain press on such a link leads. */
function routedLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest(routed) : null;
  const href = link?.getAttribute("href") ?? "";
  return unrouted.test(href) ? null : href || null;
}

/**
 * Gives the document its listeners where the page script has not, and tells that script that React is here. Links in text
 * and lists (`data-routed`) are plain HTML, because a page carries each component twice; the router serves them all from here.
 */
export function PageListeners() {
  const { push } = useRouter();
  useEffect(() => {
    listenToPage();
    announceFramework();
  }, []);
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const href = routedLink(event);
      if (!href) return;
      event.preventDefault();
      push(href);
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [push]);
  return null;
}
