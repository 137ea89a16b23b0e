import { dayMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { periodBounds, periodOf, shiftPeriod } from "./period";

/** When a month becomes final (Unix ms): `billing.closeAfterDays` after its end. */
export function closesAt(period: string): number {
  return periodBounds(period).end + portal.billing.closeAfterDays * dayMs;
}

/** The oldest month whose bill is still open at a time. */
export function oldestOpenPeriod(at: number): string {
  let period = periodOf(at);
  while (closesAt(shiftPeriod(period, -1)) > at) period = shiftPeriod(period, -1);
  return period;
}
