import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Table, Td, Th } from "@/components/ui/table";
import { dayMs, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { formatDay, formatMoney, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { unitWord } from "@/lib/plans/describe-price";
import { estimateMonth } from "@/lib/plans/estimate-month";
import { listPriceChanges } from "@/lib/plans/list-price-changes";
import { shareCard } from "../share-card";
import { BillSlider } from "./bill-slider";
import { PlanCard } from "./plan-card";
import { scalesOf, steps, unitsAt } from "./slider-scale";

export async function generateMetadata(): Promise<Metadata> {
  const words = {
    title: "Pricing",
    description: `What the ${portal.api.name} costs: plans, unit prices and a bill you can compute yourself.`,
  };
  return {
    ...words,
    openGraph: await shareCard({ ...words, path: paths.pricing, type: "website" }),
    alternates: { canonical: paths.pricing, types: { "text/markdown": paths.markdown(paths.pricing) } },
  };
}

/** Seconds: prices may change at midnight, and the page is static. */
export const revalidate = 3_600;

/** Months that people compare plans by, as shares of the sliders. */
const examples = [0.4, 0.55, 0.7, 0.85];

export default function PricingPage() {
  const { meters, currency } = portal;
  const plans = portal.plans.filter((plan) => !plan.hidden);
  if (plans.length === 0) notFound();
  const at = nowMs();
  const scales = scalesOf(meters, plans);
  const ahead = listPriceChanges(plans, new Date(at), new Date(at + 366 * dayMs));
  const nameOf = (part: string) => meters.find((meter) => meter.id === part)?.name ?? "the month";
  return (
    <main id="main" className="mx-auto max-w-6xl px-4 py-12 sm:px-6 lg:py-16">
      <header className="max-w-2xl">
        <h1 className="text-4xl tracking-tight">Pricing</h1>
        <p className="mt-3 text-pretty text-ink-muted text-lg">
          The prices below are the ones your bill is computed with, by the same code. Sandbox calls cost nothing.
        </p>
      </header>
      <div className="mt-10 grid gap-5 sm:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(17rem,1fr))]">
        {plans.map((plan) => (
          <PlanCard
            key={plan.id}
            plan={plan}
            meters={meters}
            currency={currency}
            at={at}
            first={plan.id === portal.defaultPlan}
          />
        ))}
      </div>
      {ahead.length ? (
        <ul className="mt-5 space-y-1 text-ink-muted" aria-label="Price changes ahead">
          {ahead.map((change) => (
            <li key={`${change.planId} ${change.at.toISOString()}`}>
              From {formatDay(change.at)}, {change.planName} has new prices for {change.changed.map(nameOf).join(", ")}.
              What is used before keeps today’s.
            </li>
          ))}
        </ul>
      ) : null}
      {scales.length ? (
        <>
          <BillSlider plans={plans} meters={meters} scales={scales} currency={currency} at={at} />
          <section className="mt-14" aria-labelledby="examples">
            <h2 id="examples" className="mb-3 text-xl">
              Examples
            </h2>
            <Table caption="The bill of a month by plan and usage" className="rounded-lg border border-line">
              <thead>
                <tr>
                  <Th>In the month</Th>
                  {plans.map((plan) => (
                    <Th key={plan.id} numeric>
                      {plan.name}
                    </Th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {examples.map((share) => {
                  const units = scales.map((scale) => ({ scale, count: String(unitsAt(steps * share, scale)) }));
                  const used = Object.fromEntries(units.map(({ scale, count }) => [scale.meterId, count]));
                  return (
                    <tr key={share}>
                      <Th scope="row" className="tabular-nums">
                        {units.map(({ scale, count }) => {
                          const meter = meters.find((one) => one.id === scale.meterId);
                          return (
                            <span key={scale.meterId} className="block whitespace-nowrap">
                              {formatNumber(Number(count))} {meter ? unitWord(meter, count) : ""}
                            </span>
                          );
                        })}
                      </Th>
                      {plans.map((plan) => {
                        const { bill, refused } = estimateMonth(plan, used, { meters, currency, at });
                        return (
                          <Td key={plan.id} numeric>
                            {refused ? (
                              <span className="whitespace-nowrap text-ink-muted">
                                stops at {formatNumber(plan.monthlyQuota ?? 0)}
                              </span>
                            ) : (
                              formatMoney(bill.total, currency)
                            )}
                          </Td>
                        );
                      })}
                    </tr>
                  );
                })}
              </tbody>
            </Table>
          </section>
        </>
      ) : null}
      <p className="mt-4 text-ink-muted text-sm">
        Amounts are in {currency}, without tax. Each meter is rounded once, half up. After a change of plan, what was
        used before is charged by the old plan.
      </p>
    </main>
  );
}
