import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { SidebarNode } from "@/lib/docs/schema";
import { DocsSidebar } from "./docs-sidebar";

describe("the sidebar of the docs", () => {
  const draw = (nodes: SidebarNode[]) =>
    renderToStaticMarkup(
      <DocsSidebar sidebar={{ home: "", section: "", title: "Docs", parentTitle: null, nodes }} current="b" complete />,
    );

  it("says which page is shown, and where another site or a folder begins", () => {
    const html = draw([
      { kind: "label", title: "Start" },
      { kind: "group", title: "In", slug: null, children: [{ kind: "page", title: "B", slug: "b", icon: "<path/>" }] },
      { kind: "section", title: "More", slug: "more/one" },
      { kind: "link", title: "Out", href: "https://x.example/?a=1&b=2" },
    ]);
    expect(html.match(/aria-current/g)).toHaveLength(1);
    expect(html).toContain('<a href="/docs/b" class="wm-side-link" aria-current="page"><svg');
    expect(html).toContain('<a href="/docs/more/one" class="wm-side-link wm-side-more"><span>More</span></a>');
    expect(html).toMatch(
      /<a href="https:\/\/x\.example\/\?a=1&amp;b=2" class="wm-side-link" rel="noopener">.*another site/,
    );
  });

  it("shows titles as they are written", () => {
    const html = draw([
      { kind: "page", title: "<b>&", slug: "b" },
      { kind: "label", title: "<i>" },
      { kind: "group", title: "<u>", slug: null, children: [] },
      { kind: "link", title: "<s>", href: '/docs/"><script>' },
    ]);
    expect(html).not.toMatch(/<(b|i|u|s|script)>/);
    expect(html).toContain("<span>&lt;b&gt;&amp;</span>");
  });
});
