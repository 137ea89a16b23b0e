import { z } from "zod";
import { meterPriceSchema } from "@/lib/base/config/plan-schema";

/** A month in UTC, `2026-11`: what one bill is about. */
export const periodSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month such as 2026-11");

const decimal = z.string();
const time = z.string();

/** A part of a month under one plan and one price row. */
export const billWindowSchema = z.object({
  from: time,
  /** Exclusive. */
  to: time,
  planId: z.string(),
  planName: z.string(),
  /** The plan's price of a whole month. */
  monthly: decimal,
  meters: z.record(z.string(), meterPriceSchema),
  /** By meter: units above it are not charged, because the plan's quota refuses them. */
  caps: z.record(z.string(), decimal),
});
export type BillWindow = z.infer<typeof billWindowSchema>;

/** All a bill is computed from. Kept with a closed bill, so that it can be computed again whatever became of the config. */
export const billInputSchema = z.object({
  period: periodSchema,
  currency: z.string(),
  windows: z.array(billWindowSchema),
  /** By meter: units from the month's beginning to the end of each window. */
  units: z.record(z.string(), z.array(decimal)),
});
export type BillInput = z.infer<typeof billInputSchema>;

const windowOf = { planId: z.string(), planName: z.string(), from: time, to: time };

export const billLineSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("base"), ...windowOf, amount: decimal }),
  z.object({
    kind: z.literal("usage"),
    meterId: z.string(),
    ...windowOf,
    units: decimal,
    /** Units that the allowance covers, and units above the quota. */
    includedUnits: decimal,
    refusedUnits: decimal,
    /** The rest, by price; amounts are exact, only the line is rounded. */
    tiers: z.array(z.object({ units: decimal, unitPrice: decimal, amount: decimal })),
    amount: decimal,
  }),
  z.object({
    kind: z.literal("adjustment"),
    /** The closed month that usage came late for. */
    period: periodSchema,
    meterId: z.string(),
    ...windowOf,
    units: decimal,
    amount: decimal,
  }),
]);
export type BillLine = z.infer<typeof billLineSchema>;
export type UsageLine = Extract<BillLine, { kind: "usage" }>;

export type Bill = { period: string; currency: string; lines: BillLine[]; total: string };

/** Percent of a quota or a budget at which a company is told, unless it chose its own. */
export const defaultThresholds = [50, 80, 100] as const;

/** Who of a company may see and change what it pays. */
export const billingRoles = ["owner", "admin", "billing"] as const;

export const planReasonSchema = z
  .string("must be a text")
  .trim()
  .min(3, "must have at least 3 characters")
  .max(500, "must have at most 500 characters");

/** What the form and `PUT /v1/companies/{id}/plan` take. */
export const assignPlanInput = z.strictObject({
  planId: z.string("must be a text").max(40),
  reason: planReasonSchema,
  /** From when; absent: now. Back to the beginning of the oldest month that is not closed, or up to a year ahead. */
  from: z.iso.datetime({ offset: true, message: "must be a time such as 2026-11-21T10:00:00Z" }).optional(),
});

/** A company's own budget of a month: decimal text in the portal's currency. */
export const budgetInput = z.strictObject({
  budget: z
    .string()
    .trim()
    .regex(/^\d{1,12}(\.\d{1,3})?$/, "must be an amount such as 250 or 99.50")
    .or(z.literal("")),
  thresholds: z
    .string()
    .trim()
    .transform((text) => text.split(/[\s,;%]+/).filter(Boolean))
    .pipe(
      z
        .array(
          z.coerce
            .number<string>("must be percents such as 50, 80, 100")
            .int("must be whole percents")
            .min(1, "must be 1 to 1000")
            .max(1000, "must be 1 to 1000"),
        )
        .min(1, "must name a percentage")
        .max(10, "must be at most ten"),
    )
    .transform((list) => [...new Set(list)].sort((a, b) => a - b)),
});

export const stripeCustomerSchema = z
  .string()
  .trim()
  .regex(/^cus_[A-Za-z0-9_]{1,100}$/, "must be a Stripe customer such as cus_NffrFeUfNV2Hib")
  .or(z.literal(""));
