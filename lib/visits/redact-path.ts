import { redactSecrets } from "@/lib/base/redact-secrets";

/** Paths that carry a secret: an invite's token leads into the company, an embedded chart's shows figures to whoever has it. */
const secretPaths: [RegExp, string][] = [
  [/^\/invite\/[^/?#]+/, "/invite/:token"],
  [/^\/changelog\/own\/[^/?#]+/, "/changelog/own/:token"],
  [/^\/embed\/[^/?#]+/, "/embed/:token"],
];

/** A path as it may be kept: no invite, key or token in it. */
export function redactPath(path: string): string {
  for (const [pattern, plain] of secretPaths)
    if (pattern.test(path)) return redactSecrets(path.replace(pattern, plain));
  return redactSecrets(path);
}

/** Of a query, only what names a campaign may be kept: the rest may hold mail addresses, codes and states. */
export function redactSearch(search: string, kept: ReadonlySet<string>): string {
  const query = new URLSearchParams(search);
  const left = [...query].filter(([name]) => kept.has(name));
  return left.length ? `?${new URLSearchParams(left)}` : "";
}
