import { portalSecret } from "@/lib/base/env";
import { seal, unseal } from "@/lib/base/seal";
import type { Environment } from "../schema";

/** Bound to its key: a sealed secret that was moved to another row does not open there. */
const purposeOf = (keyId: string) => `sandbox key ${keyId}`;

/** What is kept of a new key's secret beside its hash: a sandbox key's, encrypted; of a live key nothing. */
export function sealSecret(keyId: string, environment: Environment, secret: string): string | null {
  return environment === "sandbox" ? seal(portalSecret(), purposeOf(keyId), secret) : null;
}

/** The secret, or null when it was sealed under another secret of the portal. */
export function openSecret(keyId: string, sealed: string): string | null {
  return unseal(portalSecret(), purposeOf(keyId), sealed);
}
