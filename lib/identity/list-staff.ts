import type { Db } from "@/lib/base/postgres";

/** Everybody with a staff role, oldest first. */
export async function listStaff(db: Db) {
  return db.person.findMany({
    where: { staffRole: { not: null }, deletedAt: null },
    select: { id: true, name: true, email: true, image: true, githubLogin: true, staffRole: true },
    orderBy: { id: "asc" },
  });
}
