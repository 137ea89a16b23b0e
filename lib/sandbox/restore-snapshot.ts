import { z } from "zod";
import type { Db } from "@/lib/base/postgres";
import { emptyWorld, lockWorld, saveWorld } from "./internal/world";

const time = z.coerce.date();
const keptSchema = z.object({
  resources: z.array(
    z.object({
      collection: z.string(),
      resourceId: z.string(),
      sequence: z.number(),
      body: z.record(z.string(), z.unknown()),
      createdAt: time,
      updatedAt: time,
    }),
  ),
  endpoints: z.array(
    z.object({
      id: z.string(),
      url: z.string(),
      events: z.array(z.string()),
      description: z.string(),
      enabled: z.boolean(),
      secrets: z.string(),
      stoppedReason: z.string().nullable(),
      createdAt: time,
      updatedAt: time,
    }),
  ),
});

/** Puts an app's world back to a snapshot, its clock included. Returns false when there is none of that name. */
export async function restoreSnapshot(db: Db, appId: string, name: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const world = await lockWorld(tx, appId);
    const found = await tx.sandboxSnapshot.findUnique({ where: { appId_name: { appId, name } } });
    if (!found) return false;
    const { resources, endpoints } = keptSchema.parse(found.resources);
    await emptyWorld(tx, appId);
    await tx.sandboxResource.createMany({
      data: resources.map((row) => ({ ...row, appId, body: row.body as object })),
    });
    await tx.sandboxEndpoint.createMany({ data: endpoints.map((row) => ({ ...row, appId, origin: "api" })) });
    await saveWorld(tx, {
      ...world,
      sequence: found.sequence,
      counters: found.counters as Record<string, number>,
      resourceCount: found.resourceCount,
      bytes: Number(found.bytes),
      clockOffsetMs: Number(found.clockOffsetMs),
    });
    return true;
  });
}
