/** How far below the top a heading counts as being read, pixels: the header and a little. */
const readingLine = 96;

function mark() {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-contents] a[href^='#']")];
  if (links.length === 0) return;
  const passed = links.findLastIndex((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading && heading.getBoundingClientRect().top <= readingLine + 8;
  });
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4 && scrollY > 0;
  const read = atEnd ? links.length - 1 : Math.max(0, passed);
  links.forEach((link, index) => {
    if (index === read) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

/** Keeps the page's contents at the heading being read, on whatever page is shown. */
export function followReading(): void {
  let frame = 0;
  const look = () => {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      mark();
    });
  };
  addEventListener("scroll", look, { passive: true });
  addEventListener("resize", look, { passive: true });
  look();
}
