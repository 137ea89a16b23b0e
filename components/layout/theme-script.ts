export const themeStorageKey = "wm-theme";

/** For whoever reads the source of a page. */
const greeting =
  "/* Hello. You read sources, so do we: every docs page is Markdown too (add .md to its address), and /llms.txt lists them. */";

/**
 * Runs before the first paint, so nobody sees the wrong theme for a moment. Only a choice that differs from the system's is kept;
 * without one the page follows the system, also while it changes.
 */
export const themeScript = `${greeting}try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;
