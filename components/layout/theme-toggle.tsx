import { Moon, Sun } from "lucide-react";
/** Plain HTML: the page's listeners do the work. */
export function ThemeToggle() {
  return (
    <button
      type="button"
      data-theme-toggle=""
      data-needs-script=""
      className="grid size-8 place-items-center rounded-md text-ink-faint transition-colors hover:bg-hover hover:text-ink"
    >
      <Sun className="wm-dark-only size-4" aria-hidden="true" />
      <Moon className="wm-light-only size-4" aria-hidden="true" />
      <span className="sr-only">Switch between light and dark</span>
    </button>
  );
}
