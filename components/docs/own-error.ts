/** The last error of a reader's own keys that a page explains, as the page's island shows it. No secrets, no bodies. */
export type OwnError = {
  /** Of the logged call; what a reader dismissed is remembered by it. */
  id: string;
  at: string;
  environment: "sandbox" | "live";
  method: string;
  route: string;
  status: number;
  /** What it was, in words. */
  title: string;
  detail: string;
  /** Where its code is explained; may be on this very page. */
  explainedAt: string;
  /** The name of the key that made the call. */
  key: string;
  requestHref: string;
  /** Try it with the same request; null when it is not kept. */
  replayHref: string | null;
};
