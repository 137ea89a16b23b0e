import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { Accordion, Callout, Card, Cards, PageBadge, Step, Steps, Tab, Tabs } from "./blocks";
import { CodeBlock, InlineCode } from "./code-block";

function heading(level: 2 | 3 | 4) {
  const Tag = `h${level}` as const;
  return function PageHeading({ id, children }: { id?: string; children?: ReactNode }) {
    return (
      <Tag id={id}>
        {id ? (
          <a href={`#${id}`} className="wm-anchor" aria-hidden="true" tabIndex={-1}>
            #
          </a>
        ) : null}
        {children}
      </Tag>
    );
  };
}

/** Links of the portal's own go through the router; its plain files (feeds, .md) and other hosts do not. */
function PageLink({ href = "", children, ...rest }: ComponentProps<"a">) {
  if (href.startsWith("/") && !/\.\w+$/.test(href)) {
    return (
      <Link href={href} {...rest} prefetch={false}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} {...rest} {...(/^https?:/.test(href) ? { rel: "noopener" } : {})}>
      {children}
    </a>
  );
}

function PageTable(props: ComponentProps<"table">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on narrow screens, so it must be reachable by keyboard
    <section className="wm-table" aria-label="Table" tabIndex={0}>
      <table {...props} />
    </section>
  );
}

/** What a page of MDX is drawn with. The names an author may use are checked when it is compiled (lib/docs/internal/compile-page.ts). */
export const pageComponents = {
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  a: PageLink,
  table: PageTable,
  CodeBlock,
  InlineCode,
  Callout,
  Steps,
  Step,
  Tabs,
  Tab,
  Cards,
  Card,
  Accordion,
  Badge: PageBadge,
};
