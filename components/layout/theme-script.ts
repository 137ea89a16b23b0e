export const themeStorageKey = "wm-theme";

/**
 * Runs before the first paint, so nobody sees the wrong theme for a moment. Only a choice that differs from the system's is kept;
 * without one the page follows the system, also while it changes.
 */
export const themeScript = `try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;
