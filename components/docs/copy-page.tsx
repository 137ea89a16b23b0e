"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Copies the page as Markdown: for a colleague, a ticket, a coding assistant. */
export function CopyPage({
  markdownHref,
  className,
  words,
}: {
  markdownHref: string;
  className?: string;
  /** What it says in the language of the page. */
  words?: Readonly<Record<string, string>>;
}) {
  const say = (text: string) => words?.[text] ?? text;
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
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
  return (
    <Button
      size="sm"
      onClick={copy}
      data-needs-script=""
      className={className}
      icon={
        state === "copied" ? (
          <Check className="size-3.5 text-positive" aria-hidden="true" />
        ) : (
          <Copy className="size-3.5" aria-hidden="true" />
        )
      }
    >
      <span aria-live="polite">
        {say(state === "copied" ? "Copied" : state === "failed" ? "Could not copy" : "Copy page")}
      </span>
    </Button>
  );
}
