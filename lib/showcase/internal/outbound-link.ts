import { portalSecret } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { sameSecret, sign } from "@/lib/base/secrets";

const purpose = "outbound-link";

/**
 * The way out to a listing's site. Only this portal can make one, so clicks cannot be counted up by walking through ids;
 * where it leads is never in the link but in the listing.
 */
export function outboundPath(listingId: string): string {
  return `${paths.out(listingId)}?s=${sign(portalSecret(), purpose, listingId)}`;
}

export function isOutboundSignature(listingId: string, signature: string): boolean {
  return sameSecret(signature, sign(portalSecret(), purpose, listingId));
}
