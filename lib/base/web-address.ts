import ipaddr from "ipaddr.js";

const longest = 2_048;
/** Names that only mean something inside somebody's own network (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`). */
const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|onion)$/;

/**
 * An address of a public web page as a browser reads it, or null: https, no credentials, a host that everybody can reach.
 * With `allowPrivate` (a portal on a loopback address) also http and hosts of one's own network.
 */
export function readWebAddress(text: string, { allowPrivate = false } = {}): URL | null {
  if (text.length > longest) return null;
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  const secure = url.protocol === "https:" || (allowPrivate && url.protocol === "http:");
  if (!secure || url.username || url.password || !url.hostname) return null;
  return allowPrivate || isPublicHost(url.hostname) ? url : null;
}

/** Whether a host as the URL standard writes it (`[::1]`, `127.0.0.1` for 2130706433) can be reached by everybody. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
  if (ipaddr.isValid(host)) {
    const address = ipaddr.parse(host);
    // Of IPv6 only 2000::/3 is given out (RFC 4291, 2.4): `::7f00:1` would name 127.0.0.1.
    if (address instanceof ipaddr.IPv6 && address.parts[0] !== undefined && address.parts[0] >> 13 !== 1) return false;
    return address.range() === "unicast";
  }
  return host.includes(".") && !privateNames.test(host);
}
