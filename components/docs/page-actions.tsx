import { ChevronDown } from "lucide-react";
import { buttonClasses } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";
import { CopyPage } from "./copy-page";

/** Where a question about the page can be asked; each takes its first words in its address. */
const assistants = [
  { name: "ChatGPT", href: (words: string) => `https://chatgpt.com/?hints=search&q=${encodeURIComponent(words)}` },
  { name: "Claude", href: (words: string) => `https://claude.ai/new?q=${encodeURIComponent(words)}` },
  { name: "Cursor", href: (words: string) => `https://cursor.com/link/prompt?text=${encodeURIComponent(words)}` },
] as const;

const itemClasses = "block rounded-md px-2.5 py-1.5 text-ink-muted text-sm no-underline hover:bg-hover hover:text-ink";

/**
 * The page as Markdown: to copy, to look at, to ask an assistant about. The menu works without scripts; the page script puts the address
 * at which the portal was reached into the assistants' links (`data-wm-ask`: the address that the build knew) and closes it.
 */
export function PageActions({
  markdownHref,
  portalUrl,
  open,
  words = {},
}: {
  markdownHref: string;
  portalUrl: string;
  /** Whether everybody may read the page: others' programs cannot ask for one that is gated. */
  open: boolean;
  words?: Readonly<Record<string, string>>;
}) {
  const say = (text: string) => words[text] ?? text;
  const question = `Read ${portalUrl}${markdownHref} so that I can ask questions about it.`;
  return (
    <div className="flex items-center print:hidden">
      <CopyPage
        markdownHref={markdownHref}
        className="rounded-r-none"
        {...(Object.keys(words).length > 0 ? { words } : {})}
      />
      <details data-menu="popup" className="relative">
        <summary
          className={buttonClasses(
            "secondary",
            "sm",
            "-ml-px cursor-pointer list-none rounded-l-none px-1.5 [&::-webkit-details-marker]:hidden",
          )}
          aria-label={say("More ways to read this page")}
        >
          <ChevronDown className="size-3.5" aria-hidden="true" />
        </summary>
        <ul className="absolute right-0 z-30 mt-1 w-52 rounded-lg border border-line-strong bg-surface p-1 shadow-high">
          <li>
            <a href={markdownHref} className={itemClasses}>
              {say("View as Markdown")}
            </a>
          </li>
          {(open ? assistants : []).map(({ name, href }) => (
            <li key={name}>
              <a
                href={href(question)}
                data-wm-ask={portalUrl}
                className={itemClasses}
                target="_blank"
                rel="noopener"
                suppressHydrationWarning
              >
                {say("Open in")} {name}
              </a>
            </li>
          ))}
          <li className="mt-1 border-line border-t pt-1">
            <a href={paths.skill} className={itemClasses}>
              {say("Skill for coding agents")}
            </a>
          </li>
        </ul>
      </details>
    </div>
  );
}
