import { classNames } from "@/components/ui/class-names";
import type { Heading } from "@/lib/docs/schema";

/** The page's own contents. Which one is being read is marked by components/layout/page-script/follow-reading.ts. */
export function Contents({ headings, words }: { headings: Heading[]; words?: Readonly<Record<string, string>> }) {
  if (headings.length < 2) return null;
  const title = words?.["On this page"] ?? "On this page";
  return (
    <nav aria-label={title} data-contents="">
      <p className="mb-2 font-semibold text-sm">{title}</p>
      <ul className="border-line border-l text-sm">
        {headings.map((heading) => (
          <li key={heading.id}>
            <a
              href={`#${heading.id}`}
              className={classNames(
                "-ml-px block border-transparent border-l-2 py-1 text-ink-muted leading-snug transition-colors hover:text-ink aria-current:border-accent aria-current:text-accent",
                heading.depth === 2 ? "pl-3" : "pl-6",
              )}
            >
              {heading.title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
