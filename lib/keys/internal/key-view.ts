import { now } from "@/lib/base/clock";
import type { Prisma } from "@/lib/base/prisma-client/client";
import type { KeyState, KeyView, NamedLimit } from "../schema";

/** What a key's owner may see; the hash is never read. */
export const keySelection = {
  id: true,
  appId: true,
  companyId: true,
  createdById: true,
  environment: true,
  name: true,
  start: true,
  scopes: true,
  allowedCidrs: true,
  ratelimits: true,
  metadata: true,
  expiresAt: true,
  disabledAt: true,
  revokedAt: true,
  revokeReason: true,
  replacesId: true,
  originPath: true,
  createdAt: true,
} satisfies Prisma.ApiKeySelect;

export type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof keySelection }>;

export function toKeyView({ disabledAt, ...row }: KeyRow): KeyView {
  return {
    ...row,
    ratelimits: row.ratelimits as NamedLimit[],
    metadata: row.metadata as Record<string, unknown>,
    state: stateOf({ disabledAt, ...row }),
  };
}

function stateOf(row: Pick<KeyRow, "revokedAt" | "disabledAt" | "expiresAt">): KeyState {
  if (row.revokedAt) return "revoked";
  if (row.disabledAt) return "disabled";
  return row.expiresAt && row.expiresAt <= now() ? "expired" : "active";
}

/** What the audit log keeps of a key: all that can change, no secret. */
export function auditedParts(row: KeyRow): object {
  return {
    name: row.name,
    environment: row.environment,
    start: row.start,
    scopes: row.scopes,
    allowedCidrs: row.allowedCidrs,
    ratelimits: row.ratelimits,
    metadata: row.metadata,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    disabled: row.disabledAt !== null,
    revoked: row.revokedAt !== null,
  };
}
