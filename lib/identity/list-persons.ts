import type { Db } from "@/lib/base/postgres";

/** People, newest first, `limit` at a time; `search` is looked for in name, e-mail, login and company. `nextCursor` null: no more. */
export async function listPersons(db: Db, options: { search?: string; cursor?: string; limit?: number } = {}) {
  const { search, cursor, limit = 50 } = options;
  const has = { contains: search, mode: "insensitive" as const };
  const rows = await db.person.findMany({
    where: {
      deletedAt: null,
      ...(cursor ? { id: { lt: cursor } } : {}),
      ...(search
        ? { OR: [{ name: has }, { email: has }, { githubLogin: has }, { company: { name: has } }, { id: search }] }
        : {}),
    },
    include: { company: { select: { id: true, name: true } } },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
