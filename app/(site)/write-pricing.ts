import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { formatDuration, formatMoney, formatNumber } from "@/lib/base/format";
import { describePrice } from "@/lib/plans/describe-price";
import { priceRow } from "@/lib/plans/price-row";

/** The pricing page as Markdown, from the same prices; null when no plan is shown. */
export function writePricing(): string | null {
  const { meters, currency } = portal;
  const plans = portal.plans.filter((plan) => !plan.hidden);
  if (plans.length === 0) return null;
  const sections = plans.map((plan) => {
    const row = priceRow(plan, nowMs());
    const lines = meters.flatMap((meter) => {
      const price = row.meters[meter.id];
      if (!price) return [];
      const { allowance, rates } = describePrice(meter, price, currency);
      return `- ${meter.name}: ${[allowance, ...rates].filter(Boolean).join(", ")}`;
    });
    if (plan.monthlyQuota) lines.push(`- Stops at ${formatNumber(plan.monthlyQuota)} live calls a month`);
    for (const limit of plan.ratelimits) {
      lines.push(`- ${formatNumber(limit.limit)} calls in ${formatDuration(limit.durationMs)}`);
    }
    return `## ${plan.name}\n\n${plan.description}\n\n${formatMoney(row.monthly, currency)} a month.\n\n${lines.join("\n")}`;
  });
  const intro = `What the ${portal.api.name} costs. Amounts are in ${currency}, without tax. Sandbox calls cost nothing.`;
  return `${[`# Pricing`, intro, ...sections].join("\n\n")}\n`;
}
