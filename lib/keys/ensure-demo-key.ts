import { hourMs, minuteMs, now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { demoAppId, demoCompanyId } from "@/lib/base/demo-readers";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { announceKey } from "./internal/change-key";
import { makeSecret } from "./internal/key-format";
import { openSecret, sealSecret } from "./internal/sealed-secret";

/** The old one still works so long: calls are on their way with it. */
const graceMs = 5 * minuteMs;
/** Who is its maker, where a person's id stands otherwise. */
const maker = "portal";

/**
 * The shared key of readers who are not signed in; made when there is none, and made anew when it is older than `tryIt.demo.rotateHours` or
 * can no longer be opened. Several at once get one. Its company must be there (identity's ensureDemoCompany).
 */
export async function ensureDemoKey(db: Db): Promise<{ keyId: string; secret: string }> {
  const standing = await readStanding(db);
  if (standing) return standing;
  return db.$transaction(async (tx) => {
    await tx.app.upsert({
      where: { id: demoAppId },
      create: { id: demoAppId, companyId: demoCompanyId, createdById: maker, name: "Try it", description: "" },
      update: {},
    });
    await tx.$queryRaw`SELECT 1 FROM apps WHERE id = ${demoAppId} FOR UPDATE`;
    const made = await readStanding(tx);
    return made ?? replace(tx);
  });
}

async function readStanding(db: Db | Tx): Promise<{ keyId: string; secret: string } | null> {
  const oldest = new Date(now().getTime() - portal.tryIt.demo.rotateHours * hourMs);
  const row = await db.apiKey.findFirst({
    where: { appId: demoAppId, revokedAt: null, disabledAt: null, expiresAt: null, createdAt: { gt: oldest } },
    orderBy: { id: "desc" },
    select: { id: true, sealedSecret: true },
  });
  const secret = row?.sealedSecret ? openSecret(row.id, row.sealedSecret) : null;
  return row && secret ? { keyId: row.id, secret } : null;
}

async function replace(tx: Tx): Promise<{ keyId: string; secret: string }> {
  const at = now();
  const old = await tx.apiKey.findMany({
    where: { appId: demoAppId, revokedAt: null, expiresAt: null },
    select: { id: true, hash: true },
  });
  await tx.apiKey.updateMany({
    where: { id: { in: old.map(({ id }) => id) } },
    data: { expiresAt: new Date(at.getTime() + graceMs) },
  });
  const id = newId("apiKey");
  const secret = makeSecret(portal.organisationPrefix, "sandbox");
  const prefix = secret.slice(0, secret.lastIndexOf("_"));
  const { inAll } = portal.tryIt.demo;
  await tx.apiKey.create({
    data: {
      id,
      appId: demoAppId,
      companyId: demoCompanyId,
      createdById: maker,
      environment: "sandbox",
      name: "Readers",
      prefix,
      start: secret.slice(0, prefix.length + 5),
      hash: hashSecret(secret),
      sealedSecret: sealSecret(id, "sandbox", secret),
      // Whatever server it is verified for: no more than readers may do in all.
      ratelimits: [{ name: "readers", limit: inAll, durationMs: 10 * minuteMs }],
      createdAt: at,
    },
  });
  await recordAudit(tx, {
    actorKind: "system",
    actorId: maker,
    action: "key.created",
    subjectKind: "key",
    subjectId: id,
    companyId: demoCompanyId,
    after: { name: "Readers", replaces: old.map((key) => key.id) },
  });
  for (const key of old) {
    await announceKey(tx, key.id, key.hash);
  }
  await announceKey(tx, id, hashSecret(secret));
  return { keyId: id, secret };
}
