import { minuteMs, now, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { readUserCode } from "./internal/user-code";

export type FoundDeviceRequest =
  | { outcome: "found"; request: { id: string; userCode: string; clientName: string; createdAt: Date } }
  | { outcome: "unknown" }
  | { outcome: "too_many_guesses" };

/** How many codes that belong to nothing a person may type in so many milliseconds (RFC 8628, 5.1). */
const mostGuesses = 10;
const guessWindowMs = 10 * minuteMs;

/** The waiting request of a code that a person typed. */
export async function findDeviceRequest(db: Db, typed: string, personId: string): Promise<FoundDeviceRequest> {
  const since = new Date(nowMs() - guessWindowMs);
  if ((await db.deviceGuess.count({ where: { personId, at: { gt: since } } })) >= mostGuesses)
    return { outcome: "too_many_guesses" };
  const userCode = readUserCode(typed);
  const request =
    userCode &&
    (await db.deviceRequest.findFirst({
      where: { userCodeHash: hashSecret(userCode), status: "pending", expiresAt: { gt: now() } },
      select: { id: true, clientName: true, createdAt: true },
    }));
  if (userCode && request) return { outcome: "found", request: { ...request, userCode } };
  await db.deviceGuess.create({ data: { personId }, select: { id: true } });
  return { outcome: "unknown" };
}
