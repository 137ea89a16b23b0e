import type { IncomingHttpHeaders } from "node:http";
import { portalSecret } from "@/lib/base/env";
import { sameSecret, sign } from "@/lib/base/secrets";

/** The header in which Try it tells the portal's own sandbox for whom it calls. Signed: nobody else can say it. */
export const tryCallerHeader = "x-waymark-try";

/** `ip`: the reader's, for keys that are bound to addresses. `reader`: whose world it is, when the call carries the shared key. */
export type TryCaller = { ip: string; reader: string };

const signature = (text: string) => sign(portalSecret(), "try caller", text);

export function writeTryCaller({ ip, reader }: TryCaller): string {
  const text = `${ip}|${reader}`;
  return `${text}|${signature(text)}`;
}

/** Takes it off the request, so that no log keeps the address in it. Null when there is none, or somebody made it up. */
export function takeTryCaller(headers: IncomingHttpHeaders): TryCaller | null {
  const given = headers[tryCallerHeader];
  delete headers[tryCallerHeader];
  const [, text = "", ip = "", reader = "", signed = ""] =
    /^(([^|]*)\|([^|]*))\|([^|]+)$/.exec(typeof given === "string" ? given : "") ?? [];
  return signed && sameSecret(signed, signature(text)) ? { ip, reader } : null;
}
