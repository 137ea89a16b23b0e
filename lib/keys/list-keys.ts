import type { Db } from "@/lib/base/postgres";
import { keySelection, toKeyView } from "./internal/key-view";
import type { Environment, KeyView } from "./schema";

export type KeyFilter = {
  companyId?: string;
  appId?: string;
  /** The person who made it. */
  createdById?: string;
  environment?: Environment;
  /** The key that it took the place of. */
  replacesId?: string;
  /** Revoked keys are left out unless asked for. */
  withRevoked?: boolean;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** 1 to 100, default 50. */
  limit?: number;
};

/** Keys, newest first. `nextCursor` is null on the last page. */
export async function listKeys(db: Db, filter: KeyFilter): Promise<{ data: KeyView[]; nextCursor: string | null }> {
  const limit = Math.min(100, Math.max(1, filter.limit ?? 50));
  const rows = await db.apiKey.findMany({
    where: {
      ...(filter.companyId ? { companyId: filter.companyId } : {}),
      ...(filter.appId ? { appId: filter.appId } : {}),
      ...(filter.createdById ? { createdById: filter.createdById } : {}),
      ...(filter.replacesId ? { replacesId: filter.replacesId } : {}),
      ...(filter.environment ? { environment: filter.environment } : {}),
      ...(filter.withRevoked ? {} : { revokedAt: null }),
      // Ids sort by the time they were made.
      ...(filter.cursor ? { id: { lt: filter.cursor } } : {}),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
    select: keySelection,
  });
  const page = rows.slice(0, limit);
  return { data: page.map(toKeyView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
