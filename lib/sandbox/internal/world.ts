import { now } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { randomToken } from "@/lib/base/secrets";

/** What one app may keep in one collection; creating more drops the oldest. */
const maxResources = 500;

export type Resource = { resourceId: string; sequence: number; body: Record<string, unknown> };
export type World = { seed: string; now: Date };

/** The app's world, made at its first call. The seed is random unless one is given: equal seeds make equal worlds. */
export async function openWorld(db: Db | Tx, appId: string, seed?: string): Promise<World> {
  const found = await db.sandboxWorld.findUnique({ where: { appId } });
  if (found) return toWorld(found);
  await db.sandboxWorld.createMany({ data: [{ appId, seed: seed ?? randomToken(12) }], skipDuplicates: true });
  return toWorld(await db.sandboxWorld.findUniqueOrThrow({ where: { appId } }));
}

function toWorld(row: { seed: string; clockOffsetMs: bigint }): World {
  return { seed: row.seed, now: new Date(now().getTime() + Number(row.clockOffsetMs)) };
}

/** Takes the next sequence number; holds the world's row until the transaction ends, so writers of one world queue up. */
export async function nextSequence(tx: Tx, appId: string): Promise<number> {
  const row = await tx.sandboxWorld.update({
    where: { appId },
    data: { sequence: { increment: 1 } },
    select: { sequence: true },
  });
  return row.sequence;
}

export async function saveNew(tx: Tx, appId: string, collection: string, resource: Resource): Promise<void> {
  await tx.sandboxResource.create({ data: { appId, collection, ...resource, body: resource.body as object } });
  const kept = await tx.sandboxResource.findMany({
    where: { appId, collection },
    orderBy: { sequence: "desc" },
    skip: maxResources,
    take: 1,
    select: { sequence: true },
  });
  if (kept[0])
    await tx.sandboxResource.deleteMany({ where: { appId, collection, sequence: { lte: kept[0].sequence } } });
}

export async function findResource(
  db: Db | Tx,
  appId: string,
  collection: string,
  resourceId: string,
): Promise<Resource | null> {
  const row = await db.sandboxResource.findUnique({
    where: { appId_collection_resourceId: { appId, collection, resourceId } },
    select: { resourceId: true, sequence: true, body: true },
  });
  return row && { ...row, body: row.body as Record<string, unknown> };
}

export async function changeResource(
  tx: Db | Tx,
  appId: string,
  collection: string,
  resourceId: string,
  body: object,
): Promise<void> {
  await tx.sandboxResource.update({
    where: { appId_collection_resourceId: { appId, collection, resourceId } },
    data: { body },
  });
}

export async function removeResource(
  tx: Db | Tx,
  appId: string,
  collection: string,
  resourceId: string,
): Promise<void> {
  await tx.sandboxResource.delete({ where: { appId_collection_resourceId: { appId, collection, resourceId } } });
}

/** One page, newest first; `equals` filters on top-level fields of the body. */
export async function listResources(
  db: Db | Tx,
  appId: string,
  collection: string,
  page: { limit: number; before?: number; equals: Record<string, string> },
): Promise<Resource[]> {
  const rows = await db.sandboxResource.findMany({
    where: {
      appId,
      collection,
      ...(page.before === undefined ? {} : { sequence: { lt: page.before } }),
      AND: Object.entries(page.equals).map(([field, value]) => ({ body: { path: [field], equals: value } })),
    },
    orderBy: { sequence: "desc" },
    take: page.limit,
    select: { resourceId: true, sequence: true, body: true },
  });
  return rows.map((row) => ({ ...row, body: row.body as Record<string, unknown> }));
}

export async function findReply(db: Db | Tx, appId: string, idempotencyKey: string) {
  return db.sandboxReply.findUnique({ where: { appId_idempotencyKey: { appId, idempotencyKey } } });
}

export async function saveReply(
  tx: Tx,
  reply: { appId: string; idempotencyKey: string; requestHash: string; status: number; body: unknown },
): Promise<void> {
  await tx.sandboxReply.create({ data: { ...reply, body: (reply.body ?? undefined) as object | undefined } });
}

/** Forgets a world: its resources and replies; the next call starts a new one. */
export async function removeWorld(db: Db | Tx, appId: string): Promise<void> {
  await db.sandboxWorld.deleteMany({ where: { appId } });
}

/** Deletes kept replies older than `before`. Returns how many. */
export async function removeReplies(db: Db, before: Date): Promise<number> {
  return (await db.sandboxReply.deleteMany({ where: { createdAt: { lt: before } } })).count;
}
