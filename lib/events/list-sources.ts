import type { Db } from "@/lib/base/postgres";

/** Every source of events, oldest first. Write keys are public and shown in full. */
export async function listSources(db: Db) {
  return db.source.findMany({ orderBy: { createdAt: "asc" } });
}
