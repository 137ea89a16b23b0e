"use client";

import { Moon, Sun } from "lucide-react";
import { themeStorageKey } from "./theme-script";

function toggleTheme() {
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

export function ThemeToggle() {
  return (
    <button
      type="button"
      onClick={toggleTheme}
      data-needs-script=""
      className="grid size-8 place-items-center rounded-md text-ink-faint transition-colors hover:bg-hover hover:text-ink"
    >
      <Sun className="wm-dark-only size-4" aria-hidden="true" />
      <Moon className="wm-light-only size-4" aria-hidden="true" />
      <span className="sr-only">Switch between light and dark</span>
    </button>
  );
}
