/**
 * Static pages come without the framework's scripts (scripts/lighten-pages.mjs): most readers read, copy and follow links, and need none of it.
 * It is fetched when the first thing that needs it is touched, or comes near the screen, and the touch is repeated once React is there.
 */
declare global {
  interface Window {
    /** React has taken over this document. */
    wmFramework?: true;
  }
}

export const arrived = "wm-framework";
/** What lighten-pages.mjs left in the page: the scripts it took out, in their order. */
const listId = "wm-scripts";

/** Said by React's first effect. */
export function announceFramework(): void {
  window.wmFramework = true;
  document.dispatchEvent(new Event(arrived));
}

/**
 * When React has taken over. Until then nothing may be put into what it drew: it compares, and where it finds something else it throws the page
 * away and draws it anew.
 */
export function untilFramework(): Promise<void> {
  if (window.wmFramework) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener(arrived, () => resolve(), { once: true }));
}

/** Brings the framework, once. `then` runs when it is there. */
export function bringFramework(then?: () => void): void {
  if (then) {
    if (window.wmFramework) then();
    else document.addEventListener(arrived, then, { once: true });
  }
  const list = document.getElementById(listId);
  if (!list) return;
  list.remove();
  // What a script put between React's elements would not be where React expects its own; it comes back when React is there.
  for (const added of document.querySelectorAll("[data-wm-added]")) added.remove();
  for (const src of JSON.parse(list.textContent ?? "[]") as string[]) {
    const script = document.createElement("script");
    script.src = src;
    document.head.append(script);
  }
}

/** The button that needs React under `target`: those that the page script serves itself are not among them. */
function needy(target: EventTarget | null): HTMLElement | null {
  const button = target instanceof Element ? target.closest<HTMLElement>("button, [data-privacy-choices]") : null;
  if (!button || button.matches("[data-copy], [data-theme-toggle]")) return null;
  return button.closest("[data-needs-script], [data-privacy-choices]") ? button : null;
}

/** Keys pressed while writing are letters, not commands. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Presses it when React is there, also where React has drawn it anew. */
function pressLater(button: HTMLElement): void {
  bringFramework();
  const place = [...document.querySelectorAll(button.tagName)].indexOf(button);
  bringFramework(() => {
    const now = button.isConnected ? button : document.querySelectorAll<HTMLElement>(button.tagName)[place];
    now?.click();
  });
}

/** Waits for the first thing that needs the framework. */
export function awaitNeed(): void {
  if (!document.getElementById(listId)) return;
  // A hand on its way to a button: by the time it presses, the scripts are here.
  for (const name of ["pointerover", "focusin", "touchstart"] as const) {
    document.addEventListener(name, (event) => needy(event.target) && bringFramework(), { passive: true });
  }
  document.addEventListener(
    "click",
    (event) => {
      const button = needy(event.target);
      if (!button || window.wmFramework) return;
      event.preventDefault();
      pressLater(button);
    },
    { capture: true },
  );
  document.addEventListener("keydown", (event) => {
    if (window.wmFramework) return;
    const command = event.key === "k" && (event.ctrlKey || event.metaKey);
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target);
    if (!command && !slash) return;
    event.preventDefault();
    bringFramework(() => document.querySelector<HTMLElement>("button[data-search]")?.click());
  });
  // An address may name what only React can open: `#try`, where other pages lead to.
  const openNamed = () => {
    const named = [...document.querySelectorAll<HTMLElement>("[data-opens-at]")];
    if (location.hash && named.some((one) => one.dataset.opensAt === location.hash)) bringFramework();
  };
  openNamed();
  addEventListener("hashchange", openNamed);
  const near = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && bringFramework(),
    { rootMargin: "300px" },
  );
  for (const island of document.querySelectorAll("[data-hydrate]")) near.observe(island.firstElementChild ?? island);
}
