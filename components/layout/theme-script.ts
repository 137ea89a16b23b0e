export const themeStorageKey = "wm-theme";
/** The announcement that was closed in this browser. */
export const closedStorageKey = "wm-closed";

/** For whoever reads the source of a page. */
const greeting =
  "/* Hello. You read sources, so do we: every docs page is Markdown too (add .md to its address), and /llms.txt lists them. */";

/**
 * Runs before the first paint, so nobody sees the wrong theme for a moment. Only a choice that differs from the system's is kept;
 * without one the page follows the system, also while it changes. An announcement that was closed is hidden from the start, too.
 */
export const themeScript = `${greeting}try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t;var d=document.documentElement.dataset;if(d.announcement&&localStorage.getItem("${closedStorageKey}")===d.announcement)d.closed=""}catch{}`;
