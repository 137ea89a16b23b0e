import { portalSecret } from "@/lib/base/env";
import { sameSecret, sign } from "@/lib/base/secrets";

const purpose = "own changelog";

/** Whose feed it is: a company's, as one of its people reads it. */
export type OwnFeed = { companyId: string; personId: string };

/** The token of a company's own feed for one of its people: feed readers cannot sign in. It ends when that person leaves the company. */
export function makeOwnFeedToken({ companyId, personId }: OwnFeed): string {
  const body = `${companyId}.${personId}`;
  return `${body}.${sign(portalSecret(), purpose, body)}`;
}

/** Whose feed a token opens; null for what we did not sign. */
export function readOwnFeedToken(token: string): OwnFeed | null {
  const [, body = "", companyId = "", personId = "", signature = ""] =
    /^((com_[0-9a-z]+)\.(per_[0-9a-z]+))\.([\w-]{43})$/.exec(token) ?? [];
  return body && sameSecret(signature, sign(portalSecret(), purpose, body)) ? { companyId, personId } : null;
}
