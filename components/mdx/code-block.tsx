import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

/** A highlighted block: its HTML was made when the page was compiled and goes into the page as one node. */
export function CodeBlock({
  html,
  language,
  title,
  block,
  numbers,
  wrap,
  tries,
  verified,
  className,
}: {
  html: string;
  language: string;
  title?: string;
  /** Names the block in the event of its being copied, and in links: `#code-...`. */
  block?: string;
  /** The number of the first line; without one lines are not numbered. */
  numbers?: string;
  /** Long lines go on below. */
  wrap?: string;
  /** The operation it calls: a link to Try it stands above. */
  tries?: string;
  /** The day on which this very block was last run against a fresh sandbox: `2026-11-21`. */
  verified?: string;
  className?: string;
}) {
  const headed = Boolean(title || tries);
  return (
    <figure
      id={block && `code-${block}`}
      className={classNames("wm-code group relative", className)}
      data-block={block}
      data-language={language}
      data-numbers={numbers}
      data-wrap={wrap}
      style={numbers ? { counterReset: `line ${Number(numbers) - 1}` } : undefined}
    >
      {headed ? (
        <figcaption className="wm-code-head">
          <span className="min-w-0 flex-1 truncate">{title}</span>
          {tries ? (
            <Link href={paths.tryIt(tries)} prefetch={false} className="text-accent hover:underline">
              Try it
            </Link>
          ) : null}
          <CopyButton label={title ? `Copy ${title}` : "Copy code"} />
        </figcaption>
      ) : (
        <CopyButton
          label="Copy code"
          className="absolute top-1.5 right-1.5 z-10 bg-code opacity-0 focus-visible:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100"
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
      <pre tabIndex={0}>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by the highlighter, everything in it escaped */}
        <code dangerouslySetInnerHTML={{ __html: html }} />
      </pre>
      {verified ? (
        <p className="wm-code-proof">
          Verified on <time dateTime={verified}>{formatDay(`${verified}T12:00:00Z`)}</time>
        </p>
      ) : null}
    </figure>
  );
}

/** A word of code that holds a variable. */
export function InlineCode({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: escaped when the page was compiled
  return <code dangerouslySetInnerHTML={{ __html: html }} />;
}
