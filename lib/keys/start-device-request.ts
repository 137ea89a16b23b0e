import { nowMs, secondMs } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { hashSecret, randomBase62 } from "@/lib/base/secrets";
import { makeUserCode } from "./internal/user-code";

export type StartedDeviceRequest = { deviceCode: string; userCode: string; expiresIn: number; interval: number };

/** Seconds a request may wait for its person, and between two polls at first. */
const expiresIn = 900;
const interval = 5;

/** A coding agent asks for a sandbox key: codes for it and for its person (RFC 8628, 3.2). `clientName` is what it calls itself. Seconds. */
export async function startDeviceRequest(db: Db, clientName: string): Promise<StartedDeviceRequest> {
  const deviceCode = randomBase62(43);
  const userCode = makeUserCode();
  await db.deviceRequest.create({
    data: {
      id: newId("deviceRequest"),
      deviceHash: hashSecret(deviceCode),
      userCodeHash: hashSecret(userCode),
      clientName,
      intervalSeconds: interval,
      expiresAt: new Date(nowMs() + expiresIn * secondMs),
    },
    select: { id: true },
  });
  return { deviceCode, userCode, expiresIn, interval };
}
