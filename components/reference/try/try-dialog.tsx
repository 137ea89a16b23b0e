"use client";

import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Callout } from "@/components/ui/callout";
import { Spinner } from "@/components/ui/spinner";
import { paths } from "@/lib/base/paths";
import type { TryForm } from "@/lib/reference/schema";
import { TryPanel } from "./try-panel";
import type { TrySession, Typed } from "./types";

type Replay = { values: Partial<Typed>; note?: string } | { problem: string };
type Loaded = { form: TryForm; session: TrySession; replay: Replay | null };

async function getJson<T>(address: string): Promise<T> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new Error(problem.detail ?? `The portal answered ${response.status}.`);
}

/** A call of the log that the address asks to be made again. */
async function loadReplay(operation: string): Promise<Replay | null> {
  const id = new URLSearchParams(location.search).get("replay");
  if (!id) return null;
  try {
    const found = await getJson<{ operation: string; values: Partial<Typed>; note?: string }>(paths.api.tryReplay(id));
    if (found.operation !== operation) return { problem: "That call was one of another operation." };
    return { values: found.values, ...(found.note ? { note: found.note } : {}) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Try it over the whole page: loads what its form is made of, and who tries. */
export default function TryDialog({ operation, onClose }: { operation: string; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  useEffect(() => {
    let gone = false;
    Promise.all([
      getJson<TryForm>(paths.tryForm(operation)),
      getJson<TrySession>(paths.api.try),
      loadReplay(operation),
    ]).then(
      ([form, session, replay]) => {
        if (!gone) setLoaded({ form, session, replay });
      },
      (error: Error) => {
        if (!gone) setProblem(error.message);
      },
    );
    return () => {
      gone = true;
    };
  }, [operation]);
  return (
    <dialog ref={ref} onClose={onClose} aria-labelledby="try-title" className="wm-try">
      <header className="flex items-center justify-between gap-4 border-line border-b px-4 py-2.5 sm:px-5">
        <h2 id="try-title" className="min-w-0 truncate text-lg">
          Try it{loaded ? `: ${loaded.form.summary}` : ""}
        </h2>
        <button
          type="button"
          onClick={() => ref.current?.close()}
          className="-mr-1.5 rounded-md p-1.5 text-ink-faint hover:bg-hover hover:text-ink"
        >
          <X className="size-4" aria-hidden="true" />
          <span className="sr-only">Close</span>
        </button>
      </header>
      {loaded ? (
        <TryPanel {...loaded} />
      ) : (
        <div className="grid place-items-center p-10" role="status">
          {problem ? (
            <Callout kind="warning" title="Try it cannot be opened">
              {problem}
            </Callout>
          ) : (
            <span className="flex items-center gap-2 text-ink-muted">
              <Spinner /> Loading the form…
            </span>
          )}
        </div>
      )}
    </dialog>
  );
}
