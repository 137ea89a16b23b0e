import { portalSecret } from "@/lib/base/env";
import { sameSecret, sign } from "@/lib/base/secrets";
import { hashAddress } from "./internal/address";
import { type MailKind, mailKindSchema } from "./schema";

/** What a stop link is about: one kind of mail to one address (by its hash) and, when known, the person. */
export type StopSubject = { kind: MailKind; addressHash: string; personId: string | null };

const purpose = "mail stop";

/** A link's token: carries everything itself, opens without signing in, and stays true as long as the portal's secret does. */
export function makeStopToken(mail: { kind: MailKind; to: string; personId?: string }): string {
  const body = [mail.kind, hashAddress(mail.to), mail.personId ?? ""].join(".");
  return `${Buffer.from(body).toString("base64url")}.${sign(portalSecret(), purpose, body)}`;
}

/** What a token stops; null when it is none of ours. */
export function readStopToken(token: string): StopSubject | null {
  const [encoded = "", signature = ""] = token.split(".");
  const body = Buffer.from(encoded, "base64url").toString("utf8");
  if (!sameSecret(signature, sign(portalSecret(), purpose, body))) return null;
  const [kind, addressHash = "", personId = ""] = body.split(".");
  const known = mailKindSchema.safeParse(kind);
  return known.success ? { kind: known.data, addressHash, personId: personId || null } : null;
}
