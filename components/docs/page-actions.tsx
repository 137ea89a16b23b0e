"use client";

import { Check, Copy, FileText } from "lucide-react";
import { useState } from "react";
import { Button, buttonClasses } from "@/components/ui/button";

/** Copies the page as Markdown (for a colleague, a ticket, a coding assistant), or opens it as such. */
export function PageActions({ markdownHref }: { markdownHref: string }) {
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
    <div className="flex items-center gap-1.5">
      <Button
        size="sm"
        onClick={copy}
        data-needs-script=""
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
      <a href={markdownHref} className={buttonClasses("ghost", "sm")}>
        <FileText className="size-3.5" aria-hidden="true" />
        Markdown
      </a>
    </div>
  );
}
