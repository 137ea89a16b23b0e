import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Whose forwarded headers count: addresses and CIDR ranges of TRUSTED_PROXIES. Throws an Error naming the entry that is neither. */
export function parseTrustedProxies(entries: string[]): Range[] {
  return entries.map((entry) => {
    try {
      if (entry.includes("/")) return ipaddr.parseCIDR(entry);
      const address = ipaddr.process(entry);
      return [address, address.kind() === "ipv4" ? 32 : 128];
    } catch {
      throw new Error(`TRUSTED_PROXIES: "${entry}" is neither an address nor a CIDR range`);
    }
  });
}

function isTrusted(text: string, trusted: Range[]): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return trusted.some(([range, bits]) => range.kind() === address.kind() && address.match([range, bits] as never));
}

/** The peer that talks to this socket, IPv4 in its own form. */
export function peerAddress(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? "";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}

/**
 * The client's address: the peer, or when that is a trusted proxy the nearest entry of X-Forwarded-For that is not one.
 * Entries left of it can be written by anybody and never count.
 */
export function readClientIp(request: IncomingMessage, trusted: Range[]): string {
  const peer = peerAddress(request);
  if (trusted.length === 0 || !isTrusted(peer, trusted)) return peer;
  const header = request.headers["x-forwarded-for"];
  const hops = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").map((hop) => hop.trim());
  let nearest = peer;
  for (const hop of hops.reverse()) {
    if (!ipaddr.isValid(hop)) return nearest;
    nearest = hop;
    if (!isTrusted(hop, trusted)) return nearest;
  }
  return nearest;
}

/** Whether the peer itself may say what came before it (protocol, host). */
export function comesFromTrusted(request: IncomingMessage, trusted: Range[]): boolean {
  return trusted.length > 0 && isTrusted(peerAddress(request), trusted);
}

export type TrustedProxies = Range[];
