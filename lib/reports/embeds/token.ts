import { portalSecret } from "@/lib/base/env";
import { sameSecret, sign } from "@/lib/base/secrets";

const purpose = "embed";

/** What a token says of itself. */
export type SignedEmbed = { id: string; expiresAt: Date };

/** `<id>.<when it ends, base 36 ms>.<signature>` under a key of its own purpose. */
export function writeToken(id: string, expiresAt: Date): string {
  const body = `${id}.${expiresAt.getTime().toString(36)}`;
  return `${body}.${sign(portalSecret(), purpose, body)}`;
}

/** Whose token this is and until when; null for what we did not sign. Nothing is looked up for those. */
export function readToken(token: string): SignedEmbed | null {
  const [, body = "", id = "", end = "", signature = ""] =
    /^((emb_[0-9a-z]{26})\.([0-9a-z]{6,10}))\.([\w-]{43})$/.exec(token) ?? [];
  if (!body || !sameSecret(signature, sign(portalSecret(), purpose, body))) return null;
  return { id, expiresAt: new Date(Number.parseInt(end, 36)) };
}
