import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { showTarget } from "./internal/show-target";
import { loadTargets } from "./internal/targets";
import type { Destination } from "./schema";

export type ListedDestination = Destination & {
  /** Events that wait, and events that were given up in the last 24 hours. */
  waiting: number;
  deadToday: number;
};

/** All destinations, those of the settings first. */
export async function listDestinations(db: Db): Promise<ListedDestination[]> {
  const [targets, states, waiting, dead] = await Promise.all([
    loadTargets(db),
    db.destinationState.findMany(),
    db.delivery.groupBy({ by: ["destinationId"], where: { state: "waiting" }, _count: true }),
    db.delivery.groupBy({
      by: ["destinationId"],
      where: { state: "dead", finishedAt: { gte: new Date(nowMs() - dayMs) } },
      _count: true,
    }),
  ]);
  const countIn = (groups: typeof waiting, id: string) =>
    groups.find(({ destinationId }) => destinationId === id)?._count ?? 0;
  return targets.map((target) => ({
    ...showTarget(
      target,
      states.find(({ destinationId }) => destinationId === target.id),
    ),
    waiting: countIn(waiting, target.id),
    deadToday: countIn(dead, target.id),
  }));
}
