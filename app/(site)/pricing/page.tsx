import { Check } from "lucide-react";
import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import { portal } from "@/lib/base/config/portal";
import type { Plan } from "@/lib/base/config/schema";
import { formatDuration, formatMoney, formatNumber, formatUnitPrice } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { computeBill } from "@/lib/plans/compute-bill";
import { BillSlider } from "./bill-slider";

export const metadata: Metadata = {
  title: "Pricing",
  description: `What the ${portal.api.name} costs: plans, unit prices and a bill you can compute yourself.`,
  alternates: { canonical: paths.pricing },
};

function PlanCard({ plan }: { plan: Plan }) {
  const facts = [
    `${formatNumber(plan.includedCalls)} calls a month included`,
    plan.unitPriceMicros > 0
      ? `${formatUnitPrice(plan.unitPriceMicros, portal.currency)} for each call after that`
      : plan.monthlyQuota
        ? `Stops at ${formatNumber(plan.monthlyQuota)} calls a month`
        : "No charge for more calls",
    ...plan.ratelimits.map((limit) => `${formatNumber(limit.limit)} calls in ${formatDuration(limit.durationMs)}`),
  ];
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
        <span className="font-semibold text-3xl tabular-nums tracking-tight">
          {formatMoney(plan.monthlyPriceCents, portal.currency)}
        </span>
        <span className="text-ink-muted">a month</span>
      </p>
      <ul className="mt-5 mb-6 space-y-2">
        {facts.map((fact) => (
          <li key={fact} className="flex items-start gap-2.5">
            <Check className="mt-[3px] size-4 shrink-0 text-accent" aria-hidden="true" />
            {fact}
          </li>
        ))}
      </ul>
      <LinkButton
        href={paths.signIn(plan.id === portal.defaultPlan ? paths.console.apps : paths.console.usage)}
        prefetch={false}
        variant={plan.id === portal.defaultPlan ? "primary" : "secondary"}
        className="mt-auto"
      >
        {plan.id === portal.defaultPlan ? "Start here" : `Choose ${plan.name}`}
      </LinkButton>
    </section>
  );
}

/** Months that people compare plans by. */
const exampleCalls = [10_000, 100_000, 250_000, 1_000_000, 5_000_000];

export default function PricingPage() {
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-12 sm:px-6 lg:py-16">
      <header className="max-w-2xl">
        <h1 className="text-4xl tracking-tight">Pricing</h1>
        <p className="mt-3 text-pretty text-ink-muted text-lg">
          One unit, the call. The prices below are the ones your bill is computed with, by the same code. Sandbox calls
          cost nothing and are not counted.
        </p>
      </header>
      <div className="mt-10 grid gap-5 sm:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]">
        {portal.plans.map((plan) => (
          <PlanCard key={plan.id} plan={plan} />
        ))}
      </div>
      <BillSlider plans={portal.plans} currency={portal.currency} />
      <section className="mt-14" aria-labelledby="examples">
        <h2 id="examples" className="mb-3 text-xl">
          Some months
        </h2>
        <Table caption="The bill of a month by plan and number of calls" className="rounded-lg border border-line">
          <thead>
            <tr>
              <Th>Calls in the month</Th>
              {portal.plans.map((plan) => (
                <Th key={plan.id} numeric>
                  {plan.name}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {exampleCalls.map((calls) => (
              <tr key={calls}>
                <Th scope="row" className="tabular-nums">
                  {formatNumber(calls)}
                </Th>
                {portal.plans.map((plan) => {
                  const bill = computeBill(plan, calls);
                  return (
                    <Td key={plan.id} numeric>
                      {bill.refusedCalls > 0 ? (
                        <span className="text-ink-faint">stops at {formatNumber(bill.servedCalls)}</span>
                      ) : (
                        formatMoney(bill.totalCents, portal.currency)
                      )}
                    </Td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </Table>
        <p className="mt-3 text-ink-muted text-sm">
          Amounts are in {portal.currency}, without tax. Half a cent is rounded up, once, on the sum.
        </p>
      </section>
    </main>
  );
}
