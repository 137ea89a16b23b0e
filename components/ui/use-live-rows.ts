"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** Rows the browser holds: `merge` puts both together, newest first, each once, and keeps them bounded. */
type Merge<Row> = (rows: readonly Row[], newer: readonly Row[]) => Row[];

export type LiveState = "connecting" | "live" | "away" | "lost";

/**
 * Rows as they come over server-sent events, on top of those the page came with. While `held` (paused, or somebody reads) they wait;
 * `waiting` says how many. The connection ends while the page is hidden and goes on where it was.
 */
export function useLiveRows<Row>(
  initial: Row[],
  address: string,
  afterMs: number,
  held: boolean,
  mergeRows: Merge<Row>,
) {
  const [rows, setRows] = useState(initial);
  const [pending, setPending] = useState<Row[]>([]);
  const [state, setState] = useState<LiveState>("connecting");
  const [skipped, setSkipped] = useState(0);
  const heldNow = useRef(held);
  const cursor = useRef(afterMs);
  const waitingRows = useRef<Row[]>([]);
  heldNow.current = held;

  const release = useCallback(() => {
    const news = waitingRows.current;
    waitingRows.current = [];
    setRows((shown) => mergeRows(shown, news));
    setPending([]);
  }, [mergeRows]);

  useEffect(() => {
    if (!held && waitingRows.current.length) release();
  }, [held, release]);

  useEffect(() => {
    let source: EventSource | undefined;
    const open = () => {
      source?.close();
      source = undefined;
      if (document.visibilityState === "hidden") return;
      source = new EventSource(`${address}&after=${cursor.current}`);
      source.onopen = () => setState("live");
      // The browser tries again by itself, unless it was sent away (signed out, no longer staff).
      source.onerror = () => setState(source?.readyState === EventSource.CLOSED ? "lost" : "connecting");
      source.addEventListener("rows", (message) => {
        cursor.current = Math.max(cursor.current, Number(message.lastEventId) || 0);
        const news = JSON.parse(message.data) as Row[];
        if (heldNow.current) {
          waitingRows.current = mergeRows(waitingRows.current, news);
          setPending(waitingRows.current);
        } else setRows((shown) => mergeRows(shown, news));
      });
      source.addEventListener("skipped", (message) => setSkipped((before) => before + (Number(message.data) || 0)));
      source.addEventListener("fault", (message) => setState(message.data === "away" ? "away" : "live"));
    };
    open();
    document.addEventListener("visibilitychange", open);
    return () => {
      document.removeEventListener("visibilitychange", open);
      source?.close();
    };
  }, [address, mergeRows]);

  return { rows, waiting: pending, release, state, skipped };
}
