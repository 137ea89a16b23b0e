import { nowMs, secondMs } from "@/lib/base/clock";
import { paths } from "@/lib/base/paths";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { createKey } from "./create-key";
import { createKeyInput, noLiveKeyFacts } from "./schema";

/** What an agent that waits is told (RFC 8628, 3.5; `invalid_grant`: RFC 6749, 5.2). */
export type DevicePoll =
  | { outcome: "key"; secret: string; keyId: string; appId: string }
  | { outcome: "authorization_pending" | "access_denied" | "expired_token" | "invalid_grant" }
  | { outcome: "slow_down"; interval: number };

/** Seconds that an agent which asks too often waits longer from then on. */
const slowDownBy = 5;
const longestInterval = 60;

/**
 * The answer to one poll. The key is made at the first poll after the approval and given out this once; who asks too early waits five seconds longer
 * from then on.
 */
export async function pollDeviceRequest(db: Db, deviceCode: string, clientName?: string): Promise<DevicePoll> {
  const deviceHash = hashSecret(deviceCode);
  const row = await db.$transaction(async (tx) => claim(tx, deviceHash, clientName));
  if ("outcome" in row) return row;
  const { id, personId, companyId, appId, visitorId, clientName: agent } = row;
  const owner = {
    ...{ appId, companyId, personId, actor: { kind: "person" as const, id: personId } },
    ...(visitorId ? { visitorId } : {}),
    ...{ originPath: paths.device(), agent },
  };
  const fields = createKeyInput.parse({
    environment: "sandbox",
    name: `For ${agent}`.slice(0, 100),
    metadata: { agent },
  });
  try {
    const made = await createKey(db, owner, fields, noLiveKeyFacts);
    // The app went since.
    if (made.outcome !== "created") return { outcome: "access_denied" };
    return { outcome: "key", secret: made.secret, keyId: made.key.id, appId };
  } catch (error) {
    await db.deviceRequest.updateMany({ where: { id, status: "taken" }, data: { status: "approved" } });
    throw error;
  }
}

type Approved = {
  id: string;
  personId: string;
  companyId: string;
  appId: string;
  visitorId: string | null;
  clientName: string;
};

async function claim(tx: Tx, deviceHash: string, clientName: string | undefined): Promise<Approved | DevicePoll> {
  await tx.$queryRaw`SELECT 1 FROM device_requests WHERE device_hash = ${deviceHash} FOR UPDATE`;
  const row = await tx.deviceRequest.findUnique({ where: { deviceHash } });
  if (!row || row.status === "taken" || (clientName !== undefined && clientName !== row.clientName))
    return { outcome: "invalid_grant" };
  if (row.status === "denied") return { outcome: "access_denied" };
  if (row.expiresAt.getTime() <= nowMs()) return { outcome: "expired_token" };
  const early =
    row.lastPolledAt !== null && nowMs() - row.lastPolledAt.getTime() < row.intervalSeconds * secondMs - 500;
  const interval = early ? Math.min(row.intervalSeconds + slowDownBy, longestInterval) : row.intervalSeconds;
  const { personId, companyId, appId } = row;
  const approved = !early && row.status === "approved" && personId && companyId && appId;
  await tx.deviceRequest.update({
    where: { deviceHash },
    data: { lastPolledAt: new Date(nowMs()), intervalSeconds: interval, ...(approved ? { status: "taken" } : {}) },
    select: { id: true },
  });
  if (early) return { outcome: "slow_down", interval };
  return approved ? { ...row, personId, companyId, appId } : { outcome: "authorization_pending" };
}
