import type { IncomingHttpHeaders } from "node:http";

/** What a proxy writes where it does not know: Cloudflare's XX (unknown) and T1 (Tor), and others' ZZ. */
const unknownCountries = new Set(["XX", "ZZ", "T1"]);

/**
 * Where a visitor is and what language they would rather read. The country is what the content network in front says of it, and only when
 * `trusted` (the header can be written by anybody else): the portal looks up no addresses and keeps none. Of the languages only the first,
 * without its region: a whole Accept-Language header would tell browsers apart.
 */
export function readPlace(
  headers: IncomingHttpHeaders,
  countryHeader: string | undefined,
  trusted: boolean,
): { country?: string; language?: string } {
  const told = countryHeader && trusted ? headers[countryHeader] : undefined;
  const country = typeof told === "string" ? told.trim().toUpperCase() : "";
  const language = /^\s*([a-z]{2,3})(?:[-;,\s]|$)/i.exec(headers["accept-language"] ?? "")?.[1]?.toLowerCase();
  return {
    ...(/^[A-Z]{2}$/.test(country) && !unknownCountries.has(country) ? { country } : {}),
    ...(language ? { language } : {}),
  };
}
