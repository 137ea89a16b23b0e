import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { getBill } from "@/lib/plans/get-bill";
import { listMeterUsage } from "@/lib/plans/list-meter-usage";
import { periodBounds } from "@/lib/plans/period";

/** What an address such as `/console/billing/2026-11/calls?from&to` is about; throws `not_found` for a meter or month that is none. */
export async function readMeter(
  companyId: string,
  { period, meter: meterId }: { period: string; meter: string },
  search: { from?: unknown; to?: unknown },
) {
  const { kept, bill } = await getBill(postgres(), companyId, period);
  const meter = kept.meters.find(({ id }) => id === meterId);
  if (!meter) throw new PortalError("not_found", "There is no such meter");
  const { start, end } = periodBounds(period);
  const time = (value: unknown, fallback: number) => {
    const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? fallback : Math.min(end, Math.max(start, at));
  };
  const from = time(search.from, start);
  const to = Math.max(from, time(search.to, end));
  const usage = await listMeterUsage(companyId, meter, new Date(from), new Date(to));
  return { meter, bill, usage, from: new Date(from), to: new Date(to) };
}
