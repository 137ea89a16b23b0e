/** A row of the live list, with everything it shows: made on the server, drawn there and in the browser alike. */
export type LiveRow = {
  key: string;
  kind: "accepted" | "quarantined";
  /** What the order goes by, milliseconds: when it came into the ledger. */
  atMs: number;
  name: string;
  /** RFC 3339. */
  receivedAt: string;
  path: string;
  audience: string;
  sourceId: string;
  sentBy: string;
  environment: string;
  visitorId: string;
  person: { id: string; name: string | null; byVisitor: boolean } | null;
  company: { id: string; name: string | null } | null;
  /** Every id it can be found by. */
  ids: string[];
  /** JSON: everything the ledger holds of it, or what was sent. */
  details: string;
  /** JSON object: the properties. */
  properties: string;
  aside: {
    id: string;
    reason: string;
    errors: { pointer: string; detail: string }[];
    replayedAt: string | null;
    accepted: boolean;
  } | null;
};

/** Rows in the page at most: more are in the ledger, not in somebody's browser. */
export const maxRows = 200;

export type LiveFilter = { show: LiveRow["kind"]; name: string; source: string; who: string; reason: string };

/** Whether the row belongs into a list with these filters; the same as the ledger's own (list-recent-events.ts, list-quarantined.ts). */
export function isShown(row: LiveRow, filter: LiveFilter): boolean {
  if (row.kind !== filter.show) return false;
  if (filter.name && row.name !== filter.name) return false;
  if (filter.source && row.sourceId !== filter.source) return false;
  if (filter.show === "quarantined") return !filter.reason || row.aside?.reason === filter.reason;
  return !filter.who || row.ids.includes(filter.who);
}

/** Both, newest first, each once, at most `maxRows`. */
export function mergeRows(rows: readonly LiveRow[], newer: readonly LiveRow[]): LiveRow[] {
  const known = new Set(newer.map(({ key }) => key));
  const all = [...newer, ...rows.filter(({ key }) => !known.has(key))];
  return all.sort((a, b) => b.atMs - a.atMs).slice(0, maxRows);
}
