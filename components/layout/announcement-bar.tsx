import { X } from "lucide-react";
import Link from "next/link";

/**
 * One line over the page. It is part of the static HTML; a browser in which it was closed hides it before the first paint (theme-script.ts,
 * site.css), so nothing moves. Closing is a listener of the page script.
 */
export function AnnouncementBar({ text, href, dismissible }: { text: string; href?: string; dismissible: boolean }) {
  return (
    <aside
      aria-label="Announcement"
      className="wm-announcement relative border-accent-line border-b bg-accent-soft px-10 py-2 text-center text-sm print:hidden"
    >
      {href ? (
        <Link href={href} prefetch={false} className="font-medium underline decoration-accent-line underline-offset-4">
          {text}
        </Link>
      ) : (
        <span className="font-medium">{text}</span>
      )}
      {dismissible ? (
        <button
          type="button"
          data-dismiss=""
          data-needs-script=""
          aria-label="Close the announcement"
          className="absolute top-1 right-2 grid size-7 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
        >
          <X className="size-4" aria-hidden="true" />
        </button>
      ) : null}
    </aside>
  );
}
