"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { announceFramework } from "./page-script/framework";
import { listenToPage } from "./page-script/listen-to-page";

/** A plain press on a link of a list whose links are plain HTML. */
function routedLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("[data-routed] a[href^='/']") : null;
  return link?.getAttribute("href") ?? null;
}

/**
 * Gives the document its listeners where the page script has not, and tells that script that React is here. Long lists of links
 * (`data-routed`) are plain HTML, because a page carries each component twice; the router serves them all from here.
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
