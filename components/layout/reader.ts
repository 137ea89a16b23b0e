import { paths } from "@/lib/base/paths";

/** Who reads, as the header shows it. */
export type Reader = { signedIn: boolean; name?: string | null; image?: string | null; staff?: boolean };

const nobody: Reader = { signedIn: false };

declare global {
  interface Window {
    /** The answer, shared by the page script and React, which have this module each for themselves. */
    wmReader?: Promise<Reader>;
  }
}

/** Who is signed in, asked for once per load of the page by whoever wants to know first. Somebody who cannot be asked for is nobody. */
export function whoReads(): Promise<Reader> {
  window.wmReader ??= fetch(paths.api.me, { headers: { accept: "application/json" } })
    .then(async (response) => (response.ok ? ((await response.json()) as Reader) : nobody))
    .catch(() => nobody);
  return window.wmReader;
}

/** After the browser brought a page back from its memory: who sits there may be somebody else. */
export function askAgainWhoReads(): void {
  delete window.wmReader;
}
