"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

/** How far below the top a heading counts as being read, pixels: the header and a little. */
const readingLine = 96;

/** Keeps the sidebar at the current page and the page's contents at the heading being read. Works on what the server drew. */
export function DocsListeners() {
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page has new headings
  useEffect(() => {
    const sidebar = document.querySelector<HTMLElement>("[data-sidebar]");
    const current = sidebar?.querySelector<HTMLElement>("[aria-current=page]");
    if (sidebar && current && current.offsetTop > sidebar.clientHeight - 80) {
      sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 2;
    }
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-contents] a[href^='#']")];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (links.length === 0) return;
    let frame = 0;
    const mark = () => {
      frame = 0;
      const passed = headings.findLastIndex(
        (heading) => heading && heading.getBoundingClientRect().top <= readingLine + 8,
      );
      const atEnd =
        window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4 && window.scrollY > 0;
      const read = atEnd ? links.length - 1 : Math.max(0, passed);
      links.forEach((link, index) => {
        if (index === read) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(mark);
    };
    mark();
    addEventListener("scroll", onScroll, { passive: true });
    return () => {
      removeEventListener("scroll", onScroll);
      cancelAnimationFrame(frame);
    };
  }, [pathname]);
  return null;
}
