import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { openSecret } from "./internal/sealed-secret";

/**
 * The secret of a sandbox key that works now and is this company's. Null for every other key: live ones have nothing to show, keys made
 * before secrets were kept have neither, and a secret sealed under a former secret of the portal cannot be opened.
 */
export async function revealSandboxKey(db: Db, keyId: string, companyId: string): Promise<string | null> {
  const row = await db.apiKey.findFirst({
    where: {
      id: keyId,
      companyId,
      environment: "sandbox",
      revokedAt: null,
      disabledAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
      app: { archivedAt: null },
    },
    select: { id: true, sealedSecret: true },
  });
  return row?.sealedSecret ? openSecret(row.id, row.sealedSecret) : null;
}
