import { createHmac } from "node:crypto";
import { z } from "zod";
import { now } from "@/lib/base/clock";
import { env, portalSecret } from "@/lib/base/env";
import type { Db, Tx } from "@/lib/base/postgres";

/** What one app may keep. A world that is full says so; nothing is dropped behind anybody's back. */
export const worldLimits = { resources: 2_000, bytes: 4 * 1024 * 1024, snapshots: 5 } as const;
/** Of the answers kept for Idempotency-Keys, the newest so many stay. */
const maxReplies = 1_000;

export type Resource = { resourceId: string; sequence: number; body: Record<string, unknown> };

export type World = {
  appId: string;
  seed: string;
  /** The world's own time. */
  now: Date;
  clockOffsetMs: number;
  sequence: number;
  counters: Record<string, number>;
  resourceCount: number;
  bytes: number;
};

const worldRow = z.object({
  app_id: z.string(),
  seed: z.string(),
  clock_offset_ms: z.coerce.number(),
  sequence: z.number(),
  counters: z.record(z.string(), z.number()),
  resource_count: z.number(),
  bytes: z.coerce.number(),
});

/** The app's world as it is, made at its first call. */
export async function openWorld(db: Db | Tx, appId: string): Promise<World> {
  const [row] = await db.$queryRaw<unknown[]>`SELECT * FROM sandbox_worlds WHERE app_id = ${appId}`;
  return row ? toWorld(row) : makeWorld(db, appId);
}

/** The same for who changes it: writers of one world queue up until each transaction ends. */
export async function lockWorld(tx: Tx, appId: string): Promise<World> {
  const [row] = await tx.$queryRaw<unknown[]>`SELECT * FROM sandbox_worlds WHERE app_id = ${appId} FOR UPDATE`;
  if (row) return toWorld(row);
  await makeWorld(tx, appId);
  return lockWorld(tx, appId);
}

async function makeWorld(db: Db | Tx, appId: string): Promise<World> {
  await db.sandboxWorld.createMany({ data: [{ appId, seed: seedOf(appId) }], skipDuplicates: true });
  const [row] = await db.$queryRaw<unknown[]>`SELECT * FROM sandbox_worlds WHERE app_id = ${appId}`;
  return toWorld(row);
}

/** Made-up values follow from the app alone, so that an emptied world gives the same answers again; nobody outside can compute them. */
function seedOf(appId: string): string {
  return createHmac("sha256", portalSecret()).update(`sandbox world ${appId}`).digest("base64url").slice(0, 24);
}

function toWorld(found: unknown): World {
  const row = worldRow.parse(found);
  return {
    appId: row.app_id,
    seed: row.seed,
    now: new Date(now().getTime() + row.clock_offset_ms),
    clockOffsetMs: row.clock_offset_ms,
    sequence: row.sequence,
    counters: row.counters,
    resourceCount: row.resource_count,
    bytes: row.bytes,
  };
}

/** Writes down what a writer changed; call it once, at the end of its transaction. */
export async function saveWorld(tx: Tx, world: World): Promise<void> {
  const { appId, sequence, counters, resourceCount, bytes, clockOffsetMs } = world;
  await tx.sandboxWorld.update({
    where: { appId },
    data: { sequence, counters, resourceCount, bytes: Math.max(0, bytes), clockOffsetMs },
    select: { appId: true },
  });
}

/** How often this happened in the world, this time included. */
export function takeNumber(world: World, what: string): number {
  const n = (world.counters[what] ?? 0) + 1;
  world.counters[what] = n;
  return n;
}

const sizeOf = (body: unknown) => Buffer.byteLength(JSON.stringify(body));

/** Whether `bytes` more, or one thing more, would be too much. */
export function isFull(world: World, body: unknown): boolean {
  return world.resourceCount >= worldLimits.resources || world.bytes + sizeOf(body) > worldLimits.bytes;
}

export async function saveNew(tx: Tx, world: World, collection: string, resource: Resource): Promise<void> {
  await tx.sandboxResource.create({
    data: { appId: world.appId, collection, ...resource, body: resource.body as object },
    select: { appId: true },
  });
  world.resourceCount++;
  world.bytes += sizeOf(resource.body);
}

const resourceRow = z.object({
  resource_id: z.string(),
  sequence: z.number(),
  body: z.record(z.string(), z.unknown()),
});
const toResource = (row: unknown): Resource => {
  const { resource_id: resourceId, ...rest } = resourceRow.parse(row);
  return { resourceId, ...rest };
};

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
  tx: Tx,
  world: World,
  collection: string,
  before: Resource,
  body: Record<string, unknown>,
): Promise<void> {
  await tx.sandboxResource.update({
    where: { appId_collection_resourceId: { appId: world.appId, collection, resourceId: before.resourceId } },
    data: { body: body as object },
    select: { appId: true },
  });
  world.bytes += sizeOf(body) - sizeOf(before.body);
}

export async function removeResource(tx: Tx, world: World, collection: string, resource: Resource): Promise<void> {
  const { appId } = world;
  await tx.sandboxResource.delete({
    where: { appId_collection_resourceId: { appId, collection, resourceId: resource.resourceId } },
    select: { appId: true },
  });
  world.resourceCount--;
  world.bytes -= sizeOf(resource.body);
}

export type Page = { limit: number; before?: number; skip?: number; equals: [field: string, value: string][] };

/** One page, newest first; `equals` compares a field of the body as text, or looks for the text in it when it is a list. */
export async function listResources(db: Db | Tx, appId: string, collection: string, page: Page): Promise<Resource[]> {
  const fields = page.equals.map(([field]) => field);
  const values = page.equals.map(([, value]) => value);
  const rows = await db.$queryRaw<unknown[]>`
    SELECT resource_id, sequence, body FROM sandbox_resources r
    WHERE app_id = ${appId} AND collection = ${collection} AND sequence < ${page.before ?? 2_147_483_647}
      AND NOT EXISTS (
        SELECT 1 FROM unnest(${fields}::text[], ${values}::text[]) AS f(field, value)
        WHERE NOT coalesce(
          CASE jsonb_typeof(r.body -> f.field)
            WHEN 'array' THEN jsonb_exists(r.body -> f.field, f.value)
            ELSE r.body ->> f.field = f.value
          END, false)
      )
    ORDER BY sequence DESC LIMIT ${page.limit} OFFSET ${page.skip ?? 0}`;
  return rows.map(toResource);
}

export async function findReply(db: Db | Tx, appId: string, idempotencyKey: string) {
  return db.sandboxReply.findUnique({ where: { appId_idempotencyKey: { appId, idempotencyKey } } });
}

export async function saveReply(
  tx: Tx,
  reply: { appId: string; idempotencyKey: string; requestHash: string; status: number; body: unknown },
): Promise<void> {
  await tx.sandboxReply.create({ data: { ...reply, body: (reply.body ?? undefined) as object | undefined } });
  await tx.$executeRaw`
    DELETE FROM sandbox_replies WHERE app_id = ${reply.appId} AND created_at < (
      SELECT created_at FROM sandbox_replies WHERE app_id = ${reply.appId}
      ORDER BY created_at DESC OFFSET ${maxReplies} LIMIT 1)`;
}

/** Deletes kept replies older than `before`. Returns how many. */
export async function removeReplies(db: Db, before: Date): Promise<number> {
  return (await db.sandboxReply.deleteMany({ where: { createdAt: { lt: before } } })).count;
}

/** Developers' endpoints may be on the own machine only when the whole portal is: somebody trying it out. */
export function allowsPrivateEndpoints(): boolean {
  const { hostname } = new URL(env().publicUrl);
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Takes everything out of a world: its things, the answers kept for repeats, the endpoints that calls made. */
export async function emptyWorld(tx: Tx, appId: string): Promise<void> {
  await tx.sandboxResource.deleteMany({ where: { appId } });
  await tx.sandboxReply.deleteMany({ where: { appId } });
  await tx.sandboxEndpoint.deleteMany({ where: { appId, origin: "api" } });
}
