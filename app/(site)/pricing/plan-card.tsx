import { Check } from "lucide-react";
import { LinkButton } from "@/components/ui/button";
import { dayMs, hourMs, minuteMs, secondMs } from "@/lib/base/clock";
import type { Meter, Plan } from "@/lib/base/config/plan-schema";
import { formatDuration, formatNumber, formatPrice } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { describePrice } from "@/lib/plans/describe-price";
import { priceRow } from "@/lib/plans/price-row";

/** Windows of limits as people say them. */
const windowWords = new Map([
  [secondMs, "a second"],
  [minuteMs, "a minute"],
  [hourMs, "an hour"],
  [dayMs, "a day"],
]);

/** One plan with its prices at `at`: what a month costs, what is in it, and every rate above that. */
export function PlanCard({
  plan,
  meters,
  currency,
  at,
  first,
}: {
  plan: Plan;
  meters: readonly Meter[];
  currency: string;
  at: number;
  /** The plan everybody begins on. */
  first: boolean;
}) {
  const row = priceRow(plan, at);
  return (
    <section
      className="flex flex-col rounded-lg border border-line bg-surface p-6 shadow-low"
      aria-labelledby={`plan-${plan.id}`}
    >
      <h2 id={`plan-${plan.id}`} className="text-lg">
        {plan.name}
      </h2>
      <p className="text-ink-muted">{plan.description}</p>
      <p className="mt-4 flex items-baseline gap-1.5">
        <span className="font-semibold text-3xl tabular-nums tracking-tight">{formatPrice(row.monthly, currency)}</span>
        <span className="text-ink-muted">a month</span>
      </p>
      <ul className="mt-5 mb-6 space-y-2.5">
        {meters.map((meter) => {
          const price = row.meters[meter.id];
          if (!price) return null;
          const { allowance, rates } = describePrice(meter, price, currency);
          return (
            <Fact key={meter.id} more={allowance ? rates : rates.slice(1)}>
              {allowance ?? rates[0]}
            </Fact>
          );
        })}
        {plan.monthlyQuota ? <Fact>Stops at {formatNumber(plan.monthlyQuota)} live calls a month</Fact> : null}
        {plan.ratelimits.map((limit) => (
          <Fact key={limit.name}>
            {formatNumber(limit.limit)} calls{" "}
            {windowWords.get(limit.durationMs) ?? `in ${formatDuration(limit.durationMs)}`}
          </Fact>
        ))}
      </ul>
      <LinkButton
        href={paths.signIn(first ? paths.console.apps : paths.console.billing)}
        prefetch={false}
        variant={first ? "primary" : "secondary"}
        className="mt-auto"
      >
        {first ? "Start here" : `Choose ${plan.name}`}
      </LinkButton>
    </section>
  );
}

function Fact({ children, more = [] }: { children: React.ReactNode; more?: string[] }) {
  return (
    <li className="flex items-start gap-2.5">
      <Check className="mt-[3px] size-4 shrink-0 text-accent" aria-hidden="true" />
      <span className="min-w-0">
        {children}
        {more.map((line) => (
          <span key={line} className="block text-ink-muted text-sm">
            {line}
          </span>
        ))}
      </span>
    </li>
  );
}
