import { z } from "zod";

/** The most units a meter may reach: sums of the ledger stay exact far above it, and nobody can type more by mistake. */
export const maxUnits = 1_000_000_000_000_000;

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and dashes")
  .max(40, "must have at most 40 characters");

/** A price in units of the currency, as text: a number would be a float. */
const price = z
  .string('must be a decimal text such as "0.0012"')
  .regex(
    /^\d{1,12}(\.\d{1,12})?$/,
    'must be a decimal text such as "0.0012": no sign, at most twelve digits before and after the point',
  );

const wholeUnits = z
  .number("must be a whole number")
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(maxUnits, "must be at most 1000000000000000");

/** Which calls a meter counts: every given part must match. `route` as in `journey.valuable`. */
export const callRuleSchema = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]).optional(),
  route: z.string().startsWith("/", "must start with /").max(500).optional(),
  status: z.enum(["2xx", "3xx", "4xx", "5xx"]).optional(),
});
export type CallRule = z.infer<typeof callRuleSchema>;

/** What is counted: a declared aggregation over usage. */
export const meterSchema = z.strictObject({
  id,
  /** As headings show it: "Calls". */
  name: z.string().min(1).max(60),
  /** One of them: "call". Many: "calls", or what `units` says. */
  unit: z.string().min(1).max(30),
  units: z.string().min(1).max(30).optional(),
  description: z.string().max(300).default(""),
  /** Calls; calls that `journey.valuable` covers; the sum of what calls report as `quantity`; distinct end users of the month. */
  count: z.enum(["calls", "valuable-calls", "quantity", "end-users"]),
  environment: z.enum(["live", "sandbox"]).default("live"),
  /** Calls that count: those that fit any of the rules. Absent: all. */
  where: z.array(callRuleSchema).min(1, "must have a rule, or be left out").optional(),
  /** Name of the meter's events at Stripe (`event_name`). Absent: the meter is not exported. */
  stripeEvent: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,100}$/, "must have 1 to 100 letters, digits, _ . -")
    .optional(),
});
export type Meter = z.infer<typeof meterSchema>;

const tierSchema = z.strictObject({
  /** The last unit of the tier, counted after the included ones; the last tier has none. */
  upTo: wholeUnits.positive("must be more than 0").optional(),
  unitPrice: price,
});
export type Tier = z.infer<typeof tierSchema>;

const tiersSchema = z
  .array(tierSchema)
  .min(1, "must have a tier")
  .superRefine((tiers, context) => {
    for (const [index, tier] of tiers.entries()) {
      const last = index === tiers.length - 1;
      const before = tiers[index - 1]?.upTo;
      if (last && tier.upTo !== undefined) {
        context.addIssue({
          code: "custom",
          path: [index, "upTo"],
          message: `leaves a gap: no tier has a price above ${tier.upTo}. The last tier has no upTo`,
        });
      } else if (!last && tier.upTo === undefined) {
        context.addIssue({ code: "custom", path: [index, "upTo"], message: "is missing: only the last tier is open" });
      } else if (tier.upTo !== undefined && before !== undefined && tier.upTo <= before) {
        context.addIssue({
          code: "custom",
          path: [index, "upTo"],
          message: `overlaps the tier before it: ${tier.upTo} is not more than ${before}`,
        });
      }
    }
  });

/** What a meter costs on a plan: one of `unitPrice`, `graduated`, `volume`. */
export const meterPriceSchema = z
  .strictObject({
    /** Units of a month that cost nothing. */
    included: wholeUnits.default(0),
    /** Every unit above the included ones. */
    unitPrice: price.optional(),
    /** Each unit at the price of the tier it falls in. */
    graduated: tiersSchema.optional(),
    /** All units at the price of the tier that their number reaches. */
    volume: tiersSchema.optional(),
  })
  .superRefine((value, context) => {
    const given = (["unitPrice", "graduated", "volume"] as const).filter((name) => value[name] !== undefined);
    if (given.length !== 1) {
      const found = given.length ? `it has ${given.join(" and ")}` : "it has none";
      context.addIssue({ code: "custom", message: `must have one of unitPrice, graduated, volume: ${found}` });
    }
  });
export type MeterPrice = z.infer<typeof meterPriceSchema>;

/** The prices of a plan from a day on. A change is a new row: what was used before keeps its price. */
export const priceRowSchema = z.strictObject({
  /** First day (UTC) of these prices; the first row has none. */
  from: z.iso.date("must be a day such as 2027-01-01").optional(),
  /** The plan's own price of a month. */
  monthly: price.default("0"),
  /** By meter id; a meter that is not named costs nothing. */
  meters: z.record(z.string(), meterPriceSchema).default({}),
});
export type PriceRow = z.infer<typeof priceRowSchema>;

/** One way a developer pays, and what may be called for it. */
export const planSchema = z.strictObject({
  id,
  name: z.string().min(1).max(60),
  description: z.string().max(300),
  /** Newest last. */
  prices: z
    .array(priceRowSchema)
    .min(1, "must have a price row")
    .superRefine((rows, context) => {
      for (const [index, row] of rows.entries()) {
        const before = rows[index - 1]?.from;
        if (index === 0 && row.from !== undefined) {
          context.addIssue({
            code: "custom",
            path: [0, "from"],
            message: "leaves a gap: the first prices hold from the beginning, so they have no `from`",
          });
        } else if (index > 0 && row.from === undefined) {
          context.addIssue({
            code: "custom",
            path: [index, "from"],
            message: "is missing: when do these prices begin?",
          });
        } else if (row.from !== undefined && before !== undefined && row.from <= before) {
          context.addIssue({
            code: "custom",
            path: [index, "from"],
            message: `overlaps the row before it: ${row.from} is not after ${before}`,
          });
        }
      }
    }),
  /** Hard stop, live calls a month; absent: none. */
  monthlyQuota: z.number().int().positive().max(maxUnits).optional(),
  ratelimits: z.array(
    z.object({ name: z.string(), limit: z.number().int().positive(), durationMs: z.number().int().positive() }),
  ),
  /** Not on the pricing page: plans made for one customer, and plans of the past. */
  hidden: z.boolean().default(false),
});
export type Plan = z.infer<typeof planSchema>;

/** How bills are made. */
export const billingSchema = z.strictObject({
  /** Days after its end until a month's bill (and a day's meter export) is final. Usage that comes later is adjusted in the next bill. */
  closeAfterDays: z.number().int().min(0).max(31).default(3),
});

/** What plans, prices and meters get wrong together: `path: message`. */
export function findPlanProblems(config: { plans: Plan[]; meters: Meter[]; defaultPlan?: string }): string[] {
  const { plans, meters, defaultPlan } = config;
  const known = new Set(meters.map((meter) => meter.id));
  const problems = [...twice("meters", meters), ...twice("plans", plans)];
  for (const [index, plan] of plans.entries()) {
    for (const [row, prices] of plan.prices.entries()) {
      for (const meterId of Object.keys(prices.meters)) {
        if (known.has(meterId)) continue;
        const names = meters.map((meter) => meter.id).join(", ") || "none";
        problems.push(`plans.${index}.prices.${row}.meters.${meterId}: no meter has this id (there are: ${names})`);
      }
    }
  }
  if (plans.length === 0 && defaultPlan !== undefined) problems.push("defaultPlan: there are no plans");
  if (plans.length > 0 && !plans.some((plan) => plan.id === defaultPlan)) {
    problems.push(
      defaultPlan === undefined
        ? "defaultPlan: is missing: which plan is a new company on?"
        : `defaultPlan: no plan has the id "${defaultPlan}"`,
    );
  }
  return problems;
}

function twice(name: string, list: { id: string }[]): string[] {
  return list.flatMap((one, index) =>
    list.findIndex((other) => other.id === one.id) < index ? [`${name}.${index}.id: "${one.id}" is there twice`] : [],
  );
}
