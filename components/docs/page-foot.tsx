import { ArrowLeft, ArrowRight } from "lucide-react";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { feedbackTexts, pickWords, type Words } from "./frame-texts";
import { PageFeedback } from "./page-feedback";

type Neighbour = { slug: string; title: string } | null;

function NeighbourLink({ page, direction, word }: { page: Neighbour; direction: "previous" | "next"; word: string }) {
  if (!page) return <span />;
  const next = direction === "next";
  const Icon = next ? ArrowRight : ArrowLeft;
  return (
    <a
      href={paths.docs(page.slug)}
      rel={next ? "next" : "prev"}
      className={`group/next flex min-w-0 flex-col rounded-lg border border-line px-4 py-3 transition-colors hover:border-accent-line hover:bg-accent-soft/50 ${next ? "items-end text-right" : ""}`}
    >
      <span className="flex items-center gap-1.5 text-ink-faint text-sm">
        {next ? null : <Icon className="size-3.5" aria-hidden="true" />}
        {word}
        {next ? <Icon className="size-3.5" aria-hidden="true" /> : null}
      </span>
      <span className="max-w-full truncate font-medium">{page.title}</span>
    </a>
  );
}

/** Under a docs page: did it help, where to go on, when it changed, where to mend it. */
export function PageFoot({
  path,
  previous,
  next,
  lastChanged,
  editHref,
  words = {},
}: {
  path: string;
  previous: Neighbour;
  next: Neighbour;
  lastChanged: string | null;
  editHref: string | null;
  words?: Words;
}) {
  const say = (text: string) => words[text] ?? text;
  return (
    <footer className="mt-14 border-line border-t pt-6 print:hidden">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <PageFeedback path={path} words={pickWords(words, feedbackTexts)} />
        <p className="flex flex-wrap gap-x-4 py-1 text-ink-faint text-sm">
          {lastChanged ? (
            <span>
              {say("Last changed")} <time dateTime={lastChanged}>{formatDay(lastChanged)}</time>
            </span>
          ) : null}
          {editHref ? (
            <a
              href={editHref}
              className="text-ink-muted underline decoration-line-strong underline-offset-4 hover:text-ink"
              rel="noopener"
            >
              {say("Edit this page")}
            </a>
          ) : null}
        </p>
      </div>
      {previous || next ? (
        <nav aria-label={say("Neighbouring pages")} data-routed="" className="mt-6 grid gap-3 sm:grid-cols-2">
          <NeighbourLink page={previous} direction="previous" word={say("Before")} />
          <NeighbourLink page={next} direction="next" word={say("Next")} />
        </nav>
      ) : null}
    </footer>
  );
}
