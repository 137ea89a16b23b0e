import type { Db } from "@/lib/base/postgres";

/** The latest replays of time ranges for a destination, newest first. */
export async function listReplays(db: Db, destinationId: string) {
  return db.destinationReplay.findMany({
    where: { destinationId },
    orderBy: { createdAt: "desc" },
    take: 5,
    select: { id: true, from: true, to: true, queued: true, createdAt: true, finishedAt: true },
  });
}
