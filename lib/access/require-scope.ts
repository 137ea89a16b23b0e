import { PortalError } from "@/lib/base/errors";
import type { TokenIdentity, TokenScope } from "./schema";

/** The identity when it may do `scope`; throws `unauthorized` (401) without one and `forbidden` (403) without the scope. */
export function requireScope(identity: TokenIdentity | null, scope: TokenScope): TokenIdentity {
  if (!identity) {
    throw new PortalError("unauthorized", "Send a service token: Authorization: Bearer svc_...", {
      headers: { "www-authenticate": 'Bearer realm="portal"' },
    });
  }
  if (!identity.scopes.includes(scope)) {
    throw new PortalError("forbidden", `This token lacks the scope ${scope}`);
  }
  return identity;
}
