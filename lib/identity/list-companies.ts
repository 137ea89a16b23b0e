import { demoCompanyId } from "@/lib/base/demo-readers";
import type { Db } from "@/lib/base/postgres";

/** Companies, newest first, `limit` at a time; `search` is looked for in name, slug and identifiers. `nextCursor` null: no more. */
export async function listCompanies(db: Db, options: { search?: string; cursor?: string; limit?: number } = {}) {
  const { search, cursor, limit = 50 } = options;
  const has = { contains: search, mode: "insensitive" as const };
  const rows = await db.company.findMany({
    where: {
      // The portal's own, of readers who only try things out, is nobody's.
      id: { not: demoCompanyId, ...(cursor ? { lt: cursor } : {}) },
      ...(search
        ? { OR: [{ name: has }, { slug: has }, { identifiers: { some: { value: has } } }, { id: search }] }
        : {}),
    },
    include: {
      identifiers: { orderBy: { createdAt: "asc" } },
      _count: { select: { memberships: true, apps: true } },
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
