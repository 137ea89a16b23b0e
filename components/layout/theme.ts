import { themeStorageKey } from "./theme-script";

/** From light to dark or back; a choice that is the system's own is not kept. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  try {
    if (next === system) localStorage.removeItem(themeStorageKey);
    else localStorage.setItem(themeStorageKey, next);
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
  if (next === system) delete root.dataset.theme;
  else root.dataset.theme = next;
}
