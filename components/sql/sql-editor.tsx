"use client";

import { Play } from "lucide-react";
import { useRef } from "react";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { SubmitButton } from "@/components/ui/submit-button";

/** The query and the button that asks it; a plain form, so that the query stands in the address. */
export function SqlEditor({ page, sql, maxLength }: { page: string; sql: string; maxLength: number }) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form ref={form} action={page} key={sql} className="space-y-3">
      <input type="hidden" name="run" value="1" />
      <Field label="Query" name="q">
        {(control) => (
          <Textarea
            {...control}
            rows={Math.min(20, Math.max(7, sql.split("\n").length + 1))}
            maxLength={maxLength}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            className="font-mono text-sm"
            defaultValue={sql}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
            }}
          />
        )}
      </Field>
      <div className="flex items-center gap-3">
        <SubmitButton pending="Running…">
          <Play className="size-3.5" aria-hidden="true" />
          Run
        </SubmitButton>
        <span className="text-ink-faint text-sm max-sm:hidden">
          <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd>
        </span>
      </div>
    </form>
  );
}
