import { nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { lockWorld, saveWorld } from "./internal/world";
import { type AdvanceClockInput, longestAdvanceSeconds, type WorldView } from "./schema";

/** Moves the clock of an app's world forward; times of what is made or changed follow it. Throws `invalid_fields` for a step back or too far. */
export async function advanceClock(db: Db, appId: string, input: AdvanceClockInput): Promise<WorldView["clock"]> {
  return db.$transaction(async (tx) => {
    const world = await lockWorld(tx, appId);
    const stepMs = "seconds" in input ? input.seconds * secondMs : Date.parse(input.to) - world.now.getTime();
    const aheadMs = world.clockOffsetMs + stepMs;
    const pointer = "seconds" in input ? "/seconds" : "/to";
    if (stepMs < 0) {
      const detail = `is before ${world.now.toISOString()}, which it is in your sandbox: time only goes on. A reset puts the clock back`;
      throw new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail }] });
    }
    if (aheadMs > longestAdvanceSeconds * secondMs) {
      const detail = "is more than ten years ahead of the real time";
      throw new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail }] });
    }
    await saveWorld(tx, { ...world, clockOffsetMs: aheadMs });
    return { now: new Date(nowMs() + aheadMs), aheadMs };
  });
}
