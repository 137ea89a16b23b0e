"use client";

import { Braces, FileText, Hash, Search, Webhook } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useId, useRef, useState } from "react";
import { Method } from "@/components/ui/badge";
import { classNames } from "@/components/ui/class-names";
import { Kbd } from "@/components/ui/kbd";
import { paths } from "@/lib/base/paths";
import { track } from "./track";

/** One answer of the search, as `/api/search` gives it. */
export type SearchHit = {
  kind: "page" | "section" | "operation" | "webhook" | "schema" | "change";
  title: string;
  /** The page or group it belongs to. */
  context: string;
  href: string;
  excerpt: string;
  method?: string;
};

const icons: Partial<Record<SearchHit["kind"], typeof Hash>> = { section: Hash, webhook: Webhook, schema: Braces };

/** Docs are searched in the version and language of the page: only there the path matters, and elsewhere answers can be shared. */
function searchAddress(text: string): string {
  const edition = document.querySelector<HTMLElement>("main[data-edition]")?.dataset.edition;
  const from = edition ? `&from=${encodeURIComponent(paths.docs(edition))}` : "";
  return `${paths.api.search}?q=${encodeURIComponent(text.slice(0, longestQuery))}${from}`;
}

/** The portal looks at so much of a question; a pasted page of text would be refused as an address too long. */
const longestQuery = 200;
/** Wait for the hand to rest this long before asking. */
const restMs = 90;
/** Somebody reads the answers: the query was meant. */
const settledMs = 900;

function HitIcon({ hit }: { hit: SearchHit }) {
  if (hit.method) return <Method method={hit.method} className="w-9 text-2xs" />;
  const Icon = icons[hit.kind] ?? FileText;
  return <Icon className="size-4 text-ink-faint" aria-hidden="true" />;
}

/** The words of the query, marked. */
function Marked({ text, query }: { text: string; query: string }) {
  const words = query.split(/\s+/).filter((word) => word.length > 1);
  if (words.length === 0) return text;
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  return text.split(pattern).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
      <mark key={index} className="bg-transparent font-semibold text-accent">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

export function SearchDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter();
  const id = useId();
  const dialogRef = useRef<HTMLDialogElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [answer, setAnswer] = useState<{ query: string; hits: SearchHit[]; failed?: boolean } | null>(null);
  const [chosen, setChosen] = useState(0);

  useEffect(() => {
    const dialog = dialogRef.current;
    if (open && !dialog?.open) {
      dialog?.showModal();
      inputRef.current?.select();
    }
    if (!open && dialog?.open) dialog.close();
  }, [open]);

  useEffect(() => {
    // Readies the index while the first word is being typed.
    fetch(paths.api.search).catch(() => {});
  }, []);

  useEffect(() => {
    const text = query.trim();
    if (!text) {
      setAnswer(null);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(searchAddress(text), {
          signal: controller.signal,
        });
        if (!response.ok) throw new Error(String(response.status));
        const { hits } = (await response.json()) as { hits: SearchHit[] };
        setAnswer({ query: text, hits });
        setChosen(0);
      } catch {
        if (!controller.signal.aborted) setAnswer({ query: text, hits: [], failed: true });
      }
    }, restMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);

  const told = useRef("");
  const tell = ({ query: asked, hits: found }: { query: string; hits: SearchHit[] }) => {
    if (told.current === asked) return;
    told.current = asked;
    track("search_performed", { query: asked.slice(0, 512), results: found.length });
  };
  // What somebody was looking for, once the hand rests: not every letter on the way there. Without a result it tells what is missing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tell` is the same each time
  useEffect(() => {
    if (!answer || answer.failed) return;
    const timer = setTimeout(() => tell(answer), settledMs);
    return () => clearTimeout(timer);
  }, [answer]);

  const hits = answer?.hits ?? [];
  const go = (hit: SearchHit | undefined) => {
    if (!hit) return;
    if (answer) tell(answer);
    onClose();
    router.push(hit.href);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it is a second way out; Escape is the first
    <dialog
      ref={dialogRef}
      onClose={onClose}
      onClick={(event) => event.target === dialogRef.current && dialogRef.current?.close()}
      aria-label="Search"
      className="mx-auto mt-[10vh] w-[calc(100%-2rem)] max-w-xl overflow-hidden rounded-xl border border-line-strong bg-surface p-0 text-ink shadow-high"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go(hits[chosen]);
        }}
      >
        <div className="flex items-center gap-2.5 border-line border-b px-4">
          <Search className="size-4 shrink-0 text-ink-faint" aria-hidden="true" />
          <input
            ref={inputRef}
            type="text"
            role="combobox"
            aria-expanded={hits.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={hits.length ? `${id}-${chosen}` : undefined}
            aria-autocomplete="list"
            aria-label="Search docs, reference and changelog"
            placeholder="Search docs, reference and changelog"
            autoComplete="off"
            spellCheck={false}
            maxLength={longestQuery}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
              event.preventDefault();
              if (hits.length === 0) return;
              const next = (chosen + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
              setChosen(next);
              document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
            }}
            className="h-12 min-w-0 flex-1 bg-transparent text-md outline-none"
          />
          <Kbd>Esc</Kbd>
        </div>
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label="Results"
          className="max-h-[min(26rem,60vh)] overflow-y-auto p-1.5 empty:hidden"
        >
          {hits.map((hit, index) => (
            <div
              key={hit.href}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              onMouseMove={() => setChosen(index)}
              onClick={() => go(hit)}
              onKeyDown={() => {}}
              className={classNames("flex cursor-pointer gap-3 rounded-md px-3 py-2", index === chosen && "bg-hover")}
            >
              <span className="grid h-5 w-9 shrink-0 place-items-center">
                <HitIcon hit={hit} />
              </span>
              <span className="min-w-0">
                <span className="block truncate font-medium">
                  <Marked text={hit.title} query={answer?.query ?? ""} />
                  <span className="ml-2 font-normal text-ink-faint text-sm">{hit.context}</span>
                </span>
                <span className="line-clamp-2 text-ink-muted text-sm">
                  <Marked text={hit.excerpt} query={answer?.query ?? ""} />
                </span>
              </span>
            </div>
          ))}
        </div>
        <p role="status" className="px-5 py-4 text-ink-muted text-sm empty:hidden">
          {answer?.failed ? "The search is not answering. Try again in a moment." : null}
          {answer && !answer.failed && hits.length === 0
            ? `Nothing found for “${answer.query}”. Try fewer or other words.`
            : null}
          {answer && hits.length > 0 ? (
            <span className="sr-only">{hits.length === 1 ? "1 result" : `${hits.length} results`}</span>
          ) : null}
          {!answer && query.trim() ? "Searching…" : null}
          {!answer && !query.trim() ? "Words, the name of an operation, or a path such as /shipments." : null}
        </p>
      </form>
    </dialog>
  );
}
