import type { Db } from "@/lib/base/postgres";
import { keySelection, toKeyView } from "./internal/key-view";
import type { KeyView } from "./schema";

/** One key, revoked ones included; with `companyId` only if it is that company's. */
export async function getKey(db: Db, keyId: string, companyId?: string): Promise<KeyView | null> {
  const row = await db.apiKey.findFirst({
    where: { id: keyId, ...(companyId ? { companyId } : {}) },
    select: keySelection,
  });
  return row ? toKeyView(row) : null;
}
