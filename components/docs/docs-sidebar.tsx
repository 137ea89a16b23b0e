import { ArrowLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { paths } from "@/lib/base/paths";
import type { Sidebar, SidebarNode } from "@/lib/docs/schema";

function Entry({
  href,
  title,
  current,
  children,
}: {
  href: string;
  title: string;
  current: boolean;
  children?: React.ReactNode;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={current ? "page" : undefined}
      className={classNames(
        "flex items-center justify-between gap-2 rounded-md px-2.5 py-1 text-base leading-6 transition-colors",
        current ? "bg-accent-soft font-medium text-accent" : "text-ink-muted hover:bg-hover hover:text-ink",
      )}
    >
      {title}
      {children}
    </Link>
  );
}

function Label({ children }: { children: React.ReactNode }) {
  return <p className="mt-5 mb-1 px-2.5 font-semibold text-ink text-sm first:mt-0">{children}</p>;
}

function Nodes({ nodes, current }: { nodes: SidebarNode[]; current: string }) {
  return (
    <ul className="space-y-px">
      {nodes.map((node) => {
        if (node.kind === "label") {
          return (
            <li key={`label-${node.title}`} className="pt-4 first:pt-0">
              <Label>{node.title}</Label>
            </li>
          );
        }
        if (node.kind === "group") {
          return (
            <li key={`group-${node.title}`} className="pt-4 first:pt-0">
              {node.slug === null ? (
                <Label>{node.title}</Label>
              ) : (
                <Entry href={paths.docs(node.slug)} title={node.title} current={node.slug === current} />
              )}
              <Nodes nodes={node.children} current={current} />
            </li>
          );
        }
        return (
          <li key={`${node.kind}-${node.slug}`}>
            <Entry
              href={paths.docs(node.slug)}
              title={node.title}
              current={node.kind === "page" && node.slug === current}
            >
              {node.kind === "section" ? <ChevronRight className="size-3.5 text-ink-faint" aria-hidden="true" /> : null}
            </Entry>
          </li>
        );
      })}
    </ul>
  );
}

/** The pages of a section, drawn on the server with the page: nothing of the tree is sent as data. */
export function DocsSidebar({ sidebar, current }: { sidebar: Sidebar; current: string }) {
  return (
    <nav aria-label={sidebar.title}>
      {sidebar.parentTitle ? (
        <Link
          href={paths.docs()}
          className="mb-4 flex items-center gap-1.5 px-2.5 text-ink-muted text-sm hover:text-ink"
        >
          <ArrowLeft className="size-3.5" aria-hidden="true" />
          {sidebar.parentTitle}
        </Link>
      ) : null}
      <Nodes nodes={sidebar.nodes} current={current} />
    </nav>
  );
}
