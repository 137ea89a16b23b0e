import { portalSecret } from "@/lib/base/env";
import { sign } from "@/lib/base/secrets";

const cached: { secret?: string; token: string } = { token: "" };

/** The service token by which the processes of one portal know each other (all scopes). Derived from the portal's secret, so nothing is stored. */
export function internalToken(): string {
  const secret = portalSecret();
  if (cached.secret !== secret) {
    cached.token = `svc_${sign(secret, "internal-token", "v1")}`;
    cached.secret = secret;
  }
  return cached.token;
}
