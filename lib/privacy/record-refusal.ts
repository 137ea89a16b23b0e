import type { Db } from "@/lib/base/postgres";

/**
 * Notes that a browser's reader took their consent back, or that it began to ask not to be tracked (GPC, DNT). The visitor is its own no
 * more; what it did before stays in the reports, but goes to no ad platform (decisions/0037).
 */
export async function recordRefusal(db: Db, visitorId: string): Promise<void> {
  await db.trackingRefusal.createMany({ data: [{ visitorId }], skipDuplicates: true });
}
