/* biome-ignore-all lint/a11y/useAnchorContent: the links beside headings are for the pointer and hidden from assistive technology */
import type { ComponentProps, ComponentType, ReactNode } from "react";
import { pickStepWords, type Words } from "@/components/docs/frame-texts";
import { paths } from "@/lib/base/paths";
import type { OperationSummary } from "@/lib/reference/schema";
import { Accordion, Callout, Card, Cards, PageBadge, Step, Steps, Tab, Tabs } from "./blocks";
import { CodeBlock, InlineCode } from "./code-block";
import { Endpoint, Parameter, Parameters } from "./endpoint";
import { Diagram, FileTree, Formula, Picture, Video } from "./figures";

type HeadingProps = { id?: string; children?: ReactNode };

/** A way to link to the heading, for the pointer; everybody else has the page's contents. */
function Anchor({ id }: { id?: string }) {
  if (!id) return null;
  return (
    <a href={`#${id}`} className="wm-anchor" aria-hidden="true" tabIndex={-1}>
      #
    </a>
  );
}

function Heading2({ id, children }: HeadingProps) {
  return (
    <h2 id={id}>
      <Anchor id={id} />
      {children}
    </h2>
  );
}

function Heading3({ id, children }: HeadingProps) {
  return (
    <h3 id={id}>
      <Anchor id={id} />
      {children}
    </h3>
  );
}

function PageLink({ href = "", children, ...rest }: ComponentProps<"a">) {
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

/** A corner with nothing in it heads nothing. */
function PageTableHead({ children, ...rest }: ComponentProps<"th">) {
  return children ? <th {...rest}>{children}</th> : <td />;
}

/** What a page of MDX is drawn with. The names an author may use are checked when it is compiled (lib/docs/internal/check-components.ts). */
export const pageComponents = {
  h2: Heading2,
  h3: Heading3,
  a: PageLink,
  table: PageTable,
  th: PageTableHead,
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
  Diagram,
  Formula,
  FileTree,
  Image: Picture,
  Video,
  Parameters,
  Parameter,
  Endpoint,
};

/** An owner's component with "use client" needs React on its page (components/layout/page-script/framework.ts); the others are plain HTML. */
function asIsland(component: unknown) {
  if ((component as { $$typeof?: symbol } | null)?.$$typeof !== Symbol.for("react.client.reference")) return component;
  const Own = component as ComponentType<Record<string, unknown>>;
  // biome-ignore lint/correctness/noComponentHookFactories: drawn on the server once; the state is the owner's component's own
  return function Island(props: Record<string, unknown>) {
    return (
      <span className="contents" data-hydrate="">
        <Own {...props} />
      </span>
    );
  };
}

/** The same with what a page needs from elsewhere: the operations endpoints lead to, the owner's own components, the words of its language. */
export function componentsFor(operations: OperationSummary[], own: Record<string, unknown>, words: Words = {}) {
  const stepWords = pickStepWords(words);
  const addresses = new Map(
    operations
      .filter((operation) => operation.kind === "operation")
      .map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, paths.operation(operation.id)]),
  );
  return {
    ...pageComponents,
    ...(stepWords
      ? {
          // biome-ignore lint/correctness/noComponentHookFactories: drawn on the server once, it has no state to lose
          Steps: (props: ComponentProps<typeof Steps>) => <Steps {...props} words={stepWords} />,
          // biome-ignore lint/correctness/noComponentHookFactories: as above
          Step: (props: ComponentProps<typeof Step>) => <Step {...props} words={stepWords} />,
        }
      : {}),
    ...Object.fromEntries(Object.entries(own).map(([name, component]) => [name, asIsland(component)])),
    // biome-ignore lint/correctness/noComponentHookFactories: drawn on the server once, it has no state to lose
    Endpoint: ({ method, path, try: tries }: { method: string; path: string; try?: boolean | string }) => (
      <Endpoint
        method={method}
        path={path}
        href={addresses.get(`${method.toUpperCase()} ${path}`)}
        tries={Boolean(tries)}
      />
    ),
  };
}
