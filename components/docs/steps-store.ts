import { useEffect, useSyncExternalStore } from "react";
import { paths } from "@/lib/base/paths";
import type { StepsView } from "./steps-view";

/**
 * What the steps of the page know together: one request for all of them once the page has loaded, and while some are open and the page is
 * seen, one stream. Pages stay static; who is not signed in costs one small answer.
 */
export type StepsState = { view: StepsView | null; appId: string | null };

const storageKey = "wm-app";
let state: StepsState = { view: null, appId: null };
const listeners = new Set<() => void>();
const wanted = new Map<string, number>();
let source: EventSource | undefined;
let asked = "";
let timer: ReturnType<typeof setTimeout> | undefined;

function change(next: Partial<StepsState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

/** The app whose steps are shown: the chosen one, else the one that did something last, else the newest. */
function appOf(view: StepsView): string | null {
  if (!view.signedIn) return null;
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(storageKey);
  } catch {
    // Nothing is remembered.
  }
  const known = (id: string | null) => view.apps.some((app) => app.id === id);
  if (known(chosen)) return chosen;
  const last = view.done.filter(({ appId }) => known(appId)).sort((a, b) => (a.at < b.at ? 1 : -1))[0];
  return last?.appId ?? view.apps[0]?.id ?? null;
}

function take(view: StepsView): void {
  change({ view, appId: appOf(view) });
  const open = view.signedIn && [...wanted.keys()].some((verify) => !doneAt({ view, appId: state.appId }, verify));
  if (!open) {
    source?.close();
    source = undefined;
  } else if (!source && document.visibilityState === "visible") listen();
}

function listen(): void {
  source = new EventSource(paths.api.stepsStream([...wanted.keys()]));
  source.addEventListener("steps", (message) => take(JSON.parse(message.data) as StepsView));
}

async function ask(): Promise<void> {
  const address = paths.api.steps([...wanted.keys()]);
  asked = address;
  try {
    const response = await fetch(address, { cache: "no-store", headers: { accept: "application/json" } });
    if (response.ok && address === asked) take((await response.json()) as StepsView);
  } catch {
    // The page is left, or the portal away: steps stay as they were drawn.
  }
}

/** Steps of a page come one after the other, and go when it is left: ask once they are all there. */
function settle(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    source?.close();
    source = undefined;
    if (wanted.size) void ask();
  });
}

function onSeen(): void {
  if (document.visibilityState === "hidden") {
    source?.close();
    source = undefined;
  } else if (wanted.size) void ask();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", onSeen);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener("visibilitychange", onSeen);
  };
}

const unknown: StepsState = { view: null, appId: null };

/** The state of the page's steps; `verify` adds one to them while it is drawn. */
export function useSteps(verify?: string): StepsState {
  useEffect(() => {
    if (!verify) return;
    wanted.set(verify, (wanted.get(verify) ?? 0) + 1);
    settle();
    return () => {
      const left = (wanted.get(verify) ?? 1) - 1;
      if (left > 0) wanted.set(verify, left);
      else wanted.delete(verify);
      settle();
    };
  }, [verify]);
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => unknown,
  );
}

/** Every step of the page, each once. */
export const listSteps = () => [...wanted.keys()];

/** When a step was done with the shown app; null: not yet, or nobody knows. */
export function doneAt({ view, appId }: StepsState, verify: string): string | null {
  if (!view?.signedIn) return null;
  return view.done.find((one) => one.verify === verify && (one.appId === null || one.appId === appId))?.at ?? null;
}

export function chooseApp(appId: string): void {
  try {
    localStorage.setItem(storageKey, appId);
  } catch {
    // For this page only.
  }
  change({ appId });
  if (state.view) take(state.view);
}
