"use client";

import { useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Input } from "@/components/ui/input";
import { type Meter, maxUnits, type Plan } from "@/lib/base/config/plan-schema";
import { formatMoney, formatNumber, formatUnits } from "@/lib/base/format";
import { unitWord } from "@/lib/plans/describe-price";
import { cheapestPlan, estimateMonth } from "@/lib/plans/estimate-month";
import { type Scale, stepAt, steps, unitsAt } from "./slider-scale";

type Units = Record<string, number>;

/** A month on each plan for as many units as the hand chooses, as the bill itself is computed. `at`: whose prices, Unix ms. */
export function BillSlider({
  plans,
  meters,
  scales,
  currency,
  at,
}: {
  plans: Plan[];
  meters: Meter[];
  scales: Scale[];
  currency: string;
  at: number;
}) {
  const id = useId();
  const [units, setUnits] = useState<Units>(() =>
    Object.fromEntries(scales.map(({ meterId, start }) => [meterId, start])),
  );
  const used = Object.fromEntries(Object.entries(units).map(([meterId, count]) => [meterId, String(count)]));
  const prices = { meters, currency, at };
  const best = cheapestPlan(plans, used, prices);
  return (
    <section
      className="mt-14 rounded-lg border border-line bg-sunken p-5 sm:p-7"
      aria-labelledby={`${id}-title`}
      data-needs-script=""
    >
      <h2 id={`${id}-title`} className="text-xl">
        Your month
      </h2>
      <div className="mt-4 grid gap-x-10 gap-y-6 lg:grid-cols-2">
        {scales.map((scale) => {
          const meter = meters.find((one) => one.id === scale.meterId);
          return meter ? (
            <MeterSlider
              key={meter.id}
              meter={meter}
              scale={scale}
              units={units[meter.id] ?? 0}
              onChange={(count) => setUnits({ ...units, [meter.id]: count })}
            />
          ) : null;
        })}
      </div>
      <ul className="mt-7 grid gap-3 sm:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(16rem,1fr))]">
        {plans.map((plan) => (
          <PlanBill key={plan.id} plan={plan} best={plan.id === best?.id} used={used} {...prices} />
        ))}
      </ul>
      <p className="sr-only" aria-live="polite">
        {best
          ? `${best.name} costs least: ${formatMoney(estimateMonth(best, used, prices).bill.total, currency)}.`
          : ""}
      </p>
    </section>
  );
}

function MeterSlider({
  meter,
  scale,
  units,
  onChange,
}: {
  meter: Meter;
  scale: Scale;
  units: number;
  onChange: (units: number) => void;
}) {
  const id = useId();
  const words = `${formatNumber(units)} ${unitWord(meter, String(units))}`;
  return (
    <div>
      <div className="flex items-start justify-between gap-4">
        <label htmlFor={id} className="min-w-0">
          <span className="block font-medium">{meter.name} in a month</span>
          <span className="block text-ink-muted text-sm">{meter.description}</span>
        </label>
        <Input
          id={id}
          type="number"
          inputMode="numeric"
          min={0}
          max={maxUnits}
          step={1}
          value={units}
          onChange={(event) => onChange(Math.max(0, Math.min(maxUnits, Math.trunc(Number(event.target.value) || 0))))}
          className="w-36! shrink-0 text-right tabular-nums sm:w-44!"
        />
      </div>
      <input
        type="range"
        min={0}
        max={steps}
        value={stepAt(units, scale)}
        onChange={(event) => onChange(unitsAt(Number(event.target.value), scale))}
        aria-label={`${meter.name} in a month`}
        aria-valuetext={words}
        className="mt-3 h-6 w-full cursor-pointer accent-accent"
      />
      <div className="flex justify-between text-ink-muted text-xs tabular-nums" aria-hidden="true">
        <span>0</span>
        <span>{formatNumber(scale.most)}</span>
      </div>
    </div>
  );
}

function PlanBill({
  plan,
  best,
  used,
  meters,
  currency,
  at,
}: {
  plan: Plan;
  best: boolean;
  used: Record<string, string>;
  meters: Meter[];
  currency: string;
  at: number;
}) {
  const { bill, refused } = estimateMonth(plan, used, { meters, currency, at });
  return (
    <li className={`rounded-lg border bg-surface px-4 py-3.5 ${best ? "border-accent" : "border-line"}`}>
      <p className="flex items-center justify-between gap-2 font-medium">
        {plan.name}
        {best ? <Badge tone="accent">least for this month</Badge> : null}
      </p>
      {refused ? (
        <p className="mt-1 text-ink-muted">
          Stops at {formatNumber(plan.monthlyQuota ?? 0)} calls; the rest would be refused.
        </p>
      ) : (
        <>
          <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">{formatMoney(bill.total, currency)}</p>
          <dl className="mt-1.5 space-y-0.5 text-ink-muted text-sm">
            {bill.lines.map((line) => {
              const meter = line.kind === "usage" ? meters.find((one) => one.id === line.meterId) : undefined;
              const tier = line.kind === "usage" ? line.tiers : [];
              const charged = line.kind === "usage" ? subtract(line.units, line.includedUnits) : "";
              return (
                <div key={meter?.id ?? "base"} className="flex justify-between gap-3 tabular-nums">
                  <dt>
                    {meter
                      ? tier.length
                        ? `${charged} ${unitWord(meter, charged.replaceAll(",", ""))} above the included`
                        : `${meter.name}: included`
                      : "Plan"}
                  </dt>
                  <dd>{formatMoney(line.amount, currency)}</dd>
                </div>
              );
            })}
          </dl>
        </>
      )}
    </li>
  );
}

/** Whole units, as the slider has them. */
function subtract(units: string, included: string): string {
  return formatUnits(String(BigInt(units) - BigInt(included)));
}
