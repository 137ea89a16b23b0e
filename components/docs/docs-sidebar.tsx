import { ArrowLeft, ArrowUpRight } from "lucide-react";
import { paths } from "@/lib/base/paths";
import type { Sidebar, SidebarNode } from "@/lib/docs/schema";
import { GatedLinks } from "./gated-links";

function Entry({ href, title, current, more }: { href: string; title: string; current: boolean; more?: boolean }) {
  return (
    <a
      href={href}
      aria-current={current ? "page" : undefined}
      className={more ? "wm-side-link wm-side-more" : "wm-side-link"}
    >
      {title}
    </a>
  );
}

function Label({ children }: { children: React.ReactNode }) {
  return <p className="wm-side-label">{children}</p>;
}

function Nodes({ nodes, current }: { nodes: SidebarNode[]; current: string }) {
  return (
    <ul>
      {nodes.map((node) => {
        if (node.kind === "label") {
          return (
            <li key={`label-${node.title}`} className="wm-side-group">
              <Label>{node.title}</Label>
            </li>
          );
        }
        if (node.kind === "group") {
          return (
            <li key={`group-${node.title}`} className="wm-side-group">
              {node.slug === null ? (
                <Label>{node.title}</Label>
              ) : (
                <Entry href={paths.docs(node.slug)} title={node.title} current={node.slug === current} />
              )}
              <Nodes nodes={node.children} current={current} />
            </li>
          );
        }
        if (node.kind === "link") {
          const outside = /^\w+:/.test(node.href);
          return (
            <li key={`link-${node.href}`}>
              {outside ? (
                <a href={node.href} rel="noopener" className="wm-side-link">
                  {node.title}
                  <ArrowUpRight className="size-3.5 text-ink-faint" aria-label="another site" />
                </a>
              ) : (
                <Entry href={node.href} title={node.title} current={false} />
              )}
            </li>
          );
        }
        return (
          <li key={`${node.kind}-${node.slug}`}>
            <Entry
              href={paths.docs(node.slug)}
              title={node.title}
              current={node.kind === "page" && node.slug === current}
              more={node.kind === "section"}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** The pages of a section, drawn on the server with the page: nothing of the tree is sent as data. */
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
      <Nodes nodes={sidebar.nodes} current={current} />
      {complete ? null : <GatedLinks section={sidebar.section} label={words["For you"] ?? "For you"} />}
    </nav>
  );
}
