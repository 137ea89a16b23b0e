"use client";

import { Check, ChevronDown, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, buttonClasses } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";

/** Where a question about the page can be asked; each takes its first words in its address. */
const assistants = [
  { name: "ChatGPT", href: (words: string) => `https://chatgpt.com/?hints=search&q=${encodeURIComponent(words)}` },
  { name: "Claude", href: (words: string) => `https://claude.ai/new?q=${encodeURIComponent(words)}` },
  { name: "Cursor", href: (words: string) => `https://cursor.com/link/prompt?text=${encodeURIComponent(words)}` },
] as const;

const itemClasses = "block rounded-md px-2.5 py-1.5 text-ink-muted text-sm no-underline hover:bg-hover hover:text-ink";

/** Copies the page as Markdown (for a colleague, a ticket, a coding assistant), or opens it as such or in an assistant. */
export function PageActions({ markdownHref, portalUrl }: { markdownHref: string; portalUrl: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  // The build does not know the address at which the portal is reached.
  const [origin, setOrigin] = useState(portalUrl);
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    setOrigin(location.origin);
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !menu.current?.contains(event.target as Node)) {
        menu.current?.removeAttribute("open");
      }
    };
    addEventListener("click", close);
    addEventListener("keydown", close);
    return () => {
      removeEventListener("click", close);
      removeEventListener("keydown", close);
    };
  }, []);
  const copy = async () => {
    try {
      const response = await fetch(markdownHref);
      if (!response.ok) throw new Error(String(response.status));
      await navigator.clipboard.writeText(await response.text());
      setState("copied");
    } catch {
      setState("failed");
    }
    setTimeout(() => setState("idle"), 2_000);
  };
  const words = `Read ${origin}${markdownHref} so that I can ask questions about it.`;
  return (
    <div className="flex items-center print:hidden">
      <Button
        size="sm"
        onClick={copy}
        data-needs-script=""
        className="rounded-r-none"
        icon={
          state === "copied" ? (
            <Check className="size-3.5 text-positive" aria-hidden="true" />
          ) : (
            <Copy className="size-3.5" aria-hidden="true" />
          )
        }
      >
        <span aria-live="polite">
          {state === "copied" ? "Copied" : state === "failed" ? "Could not copy" : "Copy page"}
        </span>
      </Button>
      <details ref={menu} className="relative">
        <summary
          className={buttonClasses(
            "secondary",
            "sm",
            "-ml-px cursor-pointer list-none rounded-l-none px-1.5 [&::-webkit-details-marker]:hidden",
          )}
          aria-label="More ways to read this page"
        >
          <ChevronDown className="size-3.5" aria-hidden="true" />
        </summary>
        <ul className="absolute right-0 z-30 mt-1 w-52 rounded-lg border border-line-strong bg-surface p-1 shadow-high">
          <li>
            <a href={markdownHref} className={itemClasses}>
              View as Markdown
            </a>
          </li>
          {assistants.map(({ name, href }) => (
            <li key={name}>
              <a href={href(words)} className={itemClasses} target="_blank" rel="noopener">
                Open in {name}
              </a>
            </li>
          ))}
          <li className="mt-1 border-line border-t pt-1">
            <a href={paths.skill} className={itemClasses}>
              Skill for coding agents
            </a>
          </li>
        </ul>
      </details>
    </div>
  );
}
