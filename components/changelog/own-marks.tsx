"use client";

import { Rss } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { askOwnChangelog, type OwnChangelog } from "./own-changelog";

function useOwnChangelog(): OwnChangelog {
  const [own, setOwn] = useState<OwnChangelog>({ signedIn: false });
  useEffect(() => {
    let gone = false;
    void askOwnChangelog().then((found) => !gone && setOwn(found));
    return () => {
      gone = true;
    };
  }, []);
  return own;
}

/** "Your app Depot calls this", under an entry that touches what the reader's company calls. Nothing for anybody else. */
export function OwnChangeMark({ slug }: { slug: string }) {
  const own = useOwnChangelog();
  const called = own.signedIn ? own.changes[slug] : undefined;
  if (!called?.length) return null;
  const apps = [...new Set(called.flatMap((one) => one.apps))];
  return (
    <p
      data-mine=""
      className="mt-3 inline-block rounded-md border border-accent-line bg-accent-soft px-2.5 py-1 text-sm"
    >
      Your {apps.length === 1 ? "app" : "apps"} <strong>{apps.join(", ")}</strong>{" "}
      {apps.length === 1 ? "calls" : "call"} {called.map((one) => one.operationId).join(", ")}
    </p>
  );
}

/** Switches the list to entries that touch what the reader's company calls (`?only=mine`), and offers those as a feed. */
export function OwnChangesSwitch({ listId }: { listId: string }) {
  const own = useOwnChangelog();
  const [only, setOnly] = useState(false);
  useEffect(() => setOnly(new URLSearchParams(location.search).get("only") === "mine"), []);
  const active = own.signedIn && only;
  useEffect(() => {
    const list = document.getElementById(listId);
    if (active) list?.setAttribute("data-only", "mine");
    else list?.removeAttribute("data-only");
  }, [active, listId]);
  if (!own.signedIn) return null;
  const choose = (next: boolean) => {
    setOnly(next);
    history.replaceState(history.state, "", next ? "?only=mine" : location.pathname);
  };
  const count = Object.keys(own.changes).length;
  return (
    <>
      <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={only}
            onChange={(event) => choose(event.target.checked)}
          />
          Only what my keys call
        </label>
        <output className="text-ink-muted">
          {count === 0
            ? "No entry touches what they called in the last 90 days."
            : `${count} ${count === 1 ? "entry touches" : "entries touch"} what they called in the last 90 days.`}
        </output>
        <a href={own.feed} className={buttonClasses("secondary", "sm")}>
          <Rss className="size-3.5" aria-hidden="true" />
          Your feed
        </a>
      </div>
      {active && count === 0 ? (
        <EmptyState title="Nothing here touches what you call" className="mt-8">
          Once your keys call an operation, entries about it stand here.{" "}
          <button type="button" onClick={() => choose(false)} className="text-accent underline underline-offset-4">
            Show all entries
          </button>
        </EmptyState>
      ) : null}
    </>
  );
}
