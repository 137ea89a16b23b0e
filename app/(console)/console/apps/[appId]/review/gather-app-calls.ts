import { dayMs, now } from "@/lib/base/clock";
import type { AppCallFacts } from "@/lib/certification/schema";
import { getUsageSeries, type UsagePoint } from "@/lib/usage/get-usage-series";

const windowDays = 30;

/** What an app's checks look at: its calls of the last 30 days, sandbox and live. */
export async function gatherAppCalls(app: { id: string; companyId: string }): Promise<AppCallFacts> {
  const to = now();
  const range = {
    companyId: app.companyId,
    appId: app.id,
    from: new Date(to.getTime() - windowDays * dayMs),
    to,
    grain: "day",
  } as const;
  const [sandbox, live] = await Promise.all([
    getUsageSeries({ ...range, environment: "sandbox" }),
    getUsageSeries({ ...range, environment: "live" }),
  ]);
  const sum = (points: UsagePoint[], pick: (point: UsagePoint) => number) =>
    points.reduce((total, point) => total + pick(point), 0);
  return {
    sandbox: {
      succeeded: sum(sandbox, (point) => point.byStatusClass[2]),
      lastAt: sandbox.findLast((point) => point.byStatusClass[2] > 0)?.time ?? null,
    },
    live: { total: sum(live, (point) => point.calls), refused: sum(live, (point) => point.byStatusClass[4]) },
  };
}
