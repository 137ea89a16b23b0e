import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

/**
 * Sidebar, text, and what accompanies the text. On narrow screens the sidebar folds into a bar that names the page; `aside` (the page's
 * own contents) is shown where there is room for it.
 */
export function DocsFrame({
  sidebar,
  here,
  aside,
  wide,
  language,
  edition,
  children,
}: {
  sidebar: ReactNode;
  /** What the folded bar says: where the reader is. */
  here: string;
  aside?: ReactNode;
  /** The reference uses the room of `aside` for samples. */
  wide?: boolean;
  /** Of the text, where it is not the portal's own. */
  language?: string;
  /** Prefix of the version and language of the docs: what the search looks into. */
  edition?: string;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto max-w-[90rem] lg:grid lg:grid-cols-[16.5rem_minmax(0,1fr)] print:block">
      <div className="sticky top-(--header-height) z-30 border-line border-b bg-canvas lg:z-auto lg:h-[calc(100dvh-var(--header-height))] lg:border-r lg:border-b-0 print:hidden">
        <details data-menu="" className="group lg:hidden">
          <summary className="flex h-11 items-center gap-2 px-4 font-medium text-sm sm:px-6">
            <ChevronDown
              className="size-4 text-ink-faint transition-transform group-open:rotate-180"
              aria-hidden="true"
            />
            {here}
          </summary>
        </details>
        {/* Behind the bar that unfolds it, not in it: so it stands on a page once. */}
        <div
          className="hidden max-h-[70dvh] overflow-y-auto border-line border-t px-3 py-4 sm:px-5 lg:block lg:h-full lg:max-h-none lg:border-t-0 lg:px-4 lg:py-7 [details[open]+&]:block"
          data-sidebar=""
        >
          {sidebar}
        </div>
      </div>
      <div className={wide ? "min-w-0" : "min-w-0 xl:grid xl:grid-cols-[minmax(0,1fr)_15rem] print:block"}>
        <main
          id="main"
          lang={language}
          data-edition={edition || undefined}
          className={
            wide
              ? "min-w-0 px-4 py-8 sm:px-8 lg:px-10 lg:py-10"
              : "mx-auto w-full min-w-0 max-w-3xl px-4 py-8 sm:px-8 lg:py-10"
          }
        >
          {children}
        </main>
        {wide ? null : (
          <div className="sticky top-(--header-height) hidden max-h-[calc(100dvh-var(--header-height))] overflow-y-auto py-10 pr-6 xl:block print:hidden">
            {aside}
          </div>
        )}
      </div>
    </div>
  );
}
