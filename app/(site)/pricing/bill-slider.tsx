"use client";

import { useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Input } from "@/components/ui/input";
import type { Plan } from "@/lib/base/config/schema";
import { formatMoney, formatNumber, formatUnitPrice } from "@/lib/base/format";
import { cheapestPlan, computeBill } from "@/lib/plans/compute-bill";

const least = 1_000;
const most = 20_000_000;
const steps = 200;

/** The slider runs over powers: each step is the same share more. Values are rounded to two digits. */
function callsAt(step: number): number {
  const exact = least * (most / least) ** (step / steps);
  const digit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / digit) * digit;
}

function stepAt(calls: number): number {
  return Math.round((Math.log(Math.max(least, Math.min(most, calls)) / least) / Math.log(most / least)) * steps);
}

/** A month's bill on each plan for a number of calls, as the bill itself is computed. */
export function BillSlider({ plans, currency }: { plans: Plan[]; currency: string }) {
  const id = useId();
  const [calls, setCalls] = useState(250_000);
  const best = cheapestPlan(plans, calls);
  return (
    <section
      className="mt-14 rounded-lg border border-line bg-sunken p-5 sm:p-7"
      aria-labelledby={`${id}-title`}
      data-needs-script=""
    >
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h2 id={`${id}-title`} className="text-xl">
            Your month
          </h2>
          <label htmlFor={`${id}-calls`} className="text-ink-muted">
            Live calls in a month
          </label>
        </div>
        <Input
          id={`${id}-calls`}
          type="number"
          inputMode="numeric"
          min={0}
          max={1_000_000_000}
          step={1}
          value={calls}
          onChange={(event) =>
            setCalls(Math.max(0, Math.min(1_000_000_000, Math.trunc(Number(event.target.value) || 0))))
          }
          className="w-44! text-right text-lg! tabular-nums"
        />
      </div>
      <input
        type="range"
        min={0}
        max={steps}
        value={stepAt(calls)}
        onChange={(event) => setCalls(callsAt(Number(event.target.value)))}
        aria-label="Live calls in a month"
        aria-valuetext={`${formatNumber(calls)} calls`}
        className="mt-5 h-6 w-full cursor-pointer accent-accent"
      />
      <div className="flex justify-between text-ink-faint text-xs tabular-nums" aria-hidden="true">
        <span>{formatNumber(least)}</span>
        <span>{formatNumber(most)}</span>
      </div>
      <ul className="mt-6 grid gap-3 sm:grid-cols-2" aria-live="polite">
        {plans.map((plan) => {
          const bill = computeBill(plan, calls);
          const chosen = plan.id === best?.id;
          return (
            <li
              key={plan.id}
              className={`rounded-lg border bg-surface px-4 py-3.5 ${chosen ? "border-accent" : "border-line"}`}
            >
              <p className="flex items-center justify-between gap-2 font-medium">
                {plan.name}
                {chosen ? <Badge tone="accent">least for this month</Badge> : null}
              </p>
              {bill.refusedCalls > 0 ? (
                <p className="mt-1 text-ink-muted">
                  Stops at {formatNumber(bill.servedCalls)} calls; {formatNumber(bill.refusedCalls)} would be refused.
                </p>
              ) : (
                <>
                  <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">
                    {formatMoney(bill.totalCents, currency)}
                  </p>
                  <dl className="mt-1.5 text-ink-muted text-sm">
                    {bill.lines.map((line) => (
                      <div key={line.kind} className="flex justify-between gap-3 tabular-nums">
                        <dt>
                          {line.kind === "plan"
                            ? `Plan with ${formatNumber(plan.includedCalls)} calls`
                            : `${formatNumber(line.quantity)} × ${formatUnitPrice(line.unitPriceMicros, currency)}`}
                        </dt>
                        <dd>{formatMoney(line.amountCents, currency)}</dd>
                      </div>
                    ))}
                  </dl>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
