/**
 * The reader's own sandbox key in the examples. Pages are static and the portal keeps only fingerprints, so the only place it can come from is
 * the browser in which it was made: the console remembers it there, pages put it where `[data-wm-key]` stands, signing out forgets it.
 * Sandbox keys only: nothing is shipped or charged with one, and it is replaced in a moment. A live key is never remembered.
 */
const storageKey = "wm-sandbox-key";
const placeholder = "YOUR_SANDBOX_KEY";

function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

export function rememberSandboxKey(secret: string): void {
  if (!/^[a-z]+_sbx_/.test(secret)) return;
  try {
    localStorage.setItem(storageKey, secret);
  } catch {
    // Examples keep their placeholder.
  }
}

/** Puts the remembered key, or the placeholder, into every example of the page. */
export function showSandboxKey(): void {
  const text = read() ?? placeholder;
  for (const place of document.querySelectorAll<HTMLElement>("[data-wm-key]")) {
    if (place.textContent !== text) place.textContent = text;
  }
}

export function forgetSandboxKey(): void {
  if (read() === null) return;
  localStorage.removeItem(storageKey);
  showSandboxKey();
}
