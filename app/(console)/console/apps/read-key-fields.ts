import { readLimitLines } from "@/components/keys/limit-lines";

const names = ["name", "scopes", "allowedCidrs", "ratelimits", "metadata", "expiresAt"] as const;
type Name = (typeof names)[number];

const list = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/**
 * The fields of a key as a form has them: `typed` to show again, `values` for the room's schemas to check, `errors` of what is not even
 * text of the right kind.
 */
export function readKeyFields(form: FormData) {
  const typed = Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "")])) as Record<Name, string>;
  const errors: Partial<Record<Name, string>> = {};
  const limits = readLimitLines(typed.ratelimits);
  if ("badLine" in limits) errors.ratelimits = `line ${limits.badLine} must read like exports 100/h (s, m, h or d)`;
  const metadata = readObject(typed.metadata);
  if (!metadata) errors.metadata = 'must be a JSON object such as { "tier": "gold" }';
  return {
    typed,
    values: {
      name: typed.name,
      scopes: list(typed.scopes),
      allowedCidrs: list(typed.allowedCidrs),
      ratelimits: "badLine" in limits ? [] : limits,
      metadata: metadata ?? {},
      // The end of that day: a key that expires on the 5th works on the 5th.
      expiresAt: typed.expiresAt ? `${typed.expiresAt}T23:59:59Z` : null,
    },
    errors: Object.keys(errors).length > 0 ? (errors as Record<string, string>) : undefined,
  };
}

function readObject(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
