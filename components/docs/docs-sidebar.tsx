import { ArrowLeft } from "lucide-react";
import { escapeHtml } from "@/lib/base/escape-html";
import { paths } from "@/lib/base/paths";
import type { Sidebar, SidebarNode } from "@/lib/docs/schema";
import { GatedLinks } from "./gated-links";

const outsideArrow =
  '<svg viewBox="0 0 24 24" class="wm-side-icon" role="img" aria-label="another site"><path d="M7 7h10v10M7 17 17 7"/></svg>';
const drawn = (icon: string | undefined) =>
  icon ? `<svg viewBox="0 0 24 24" class="wm-side-icon" aria-hidden="true">${icon}</svg>` : "";

function writeLink(node: { href: string; title: string; icon?: string; current?: boolean; more?: boolean }): string {
  const outside = /^\w+:/.test(node.href);
  return [
    `<a href="${escapeHtml(node.href)}" class="wm-side-link${node.more ? " wm-side-more" : ""}"`,
    node.current ? ' aria-current="page"' : "",
    outside ? ' rel="noopener"' : "",
    `>${drawn(node.icon)}<span>${escapeHtml(node.title)}</span>${outside ? outsideArrow : ""}</a>`,
  ].join("");
}

function writeNode(node: SidebarNode, current: string): string {
  if (node.kind === "label")
    return `<li class="wm-side-heading"><p class="wm-side-label">${escapeHtml(node.title)}</p></li>`;
  if (node.kind === "link") return `<li>${writeLink(node)}</li>`;
  if (node.kind === "group") {
    const head =
      node.slug === null
        ? `<p class="wm-side-label">${drawn(node.icon)}${escapeHtml(node.title)}</p>`
        : writeLink({ ...node, href: paths.docs(node.slug), current: node.slug === current });
    return `<li class="wm-side-group">${head}<ul>${writeNodes(node.children, current)}</ul></li>`;
  }
  const { kind, slug } = node;
  return `<li>${writeLink({
    ...node,
    href: paths.docs(slug),
    current: kind === "page" && slug === current,
    more: kind === "section",
  })}</li>`;
}

function writeNodes(nodes: SidebarNode[], current: string): string {
  return nodes.map((node) => writeNode(node, current)).join("");
}

/**
 * The pages of a section, drawn on the server with the page: nothing of the tree is sent as data. Its list is written as HTML: every page
 * has a hundred of these links, and as elements they were half of what a build draws.
 */
export function DocsSidebar({
  sidebar,
  current,
  complete,
  words = {},
}: {
  sidebar: Sidebar;
  current: string;
  /** Drawn for one reader, with what they may read; else that is added when it is known who reads. */
  complete?: boolean;
  words?: Readonly<Record<string, string>>;
}) {
  return (
    <nav aria-label={sidebar.title} data-routed="">
      {sidebar.parentTitle ? (
        <a
          href={paths.docs(sidebar.home)}
          className="mb-4 flex items-center gap-1.5 px-2.5 text-ink-muted text-sm hover:text-ink"
        >
          <ArrowLeft className="size-3.5" aria-hidden="true" />
          {sidebar.parentTitle}
        </a>
      ) : null}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: titles and addresses are escaped, icons are the library's own files */}
      <ul dangerouslySetInnerHTML={{ __html: writeNodes(sidebar.nodes, current) }} />
      {complete ? null : <GatedLinks section={sidebar.section} label={words["For you"] ?? "For you"} />}
    </nav>
  );
}
