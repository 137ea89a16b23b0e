import { z } from "zod";

/** Reports that can be sent, by what their pages are called. */
export const digestReports = {
  journey: "Journey",
  funnel: "Funnel",
  attribution: "Attribution",
  "acquisition-cost": "Acquisition cost",
  "time-to-first-call": "Time to first call",
  referrals: "Referrals",
  content: "Content",
} as const;
export type DigestReport = keyof typeof digestReports;
export const digestReportSchema = z.enum(Object.keys(digestReports) as [DigestReport, ...DigestReport[]]);

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const maxRecipients = 50;

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

export const digestInput = z.strictObject({
  name: z.string().trim().min(1, "needs a name").max(100, "may have at most 100 characters"),
  report: digestReportSchema,
  /** The query of the report's page. Its period is left out: each digest has its own. */
  address: z.string().max(10_000, "is too long"),
  frequency: z.enum(["daily", "weekly"]),
  /** 1 Monday to 7 Sunday. */
  weekday: z.coerce.number().int().min(1).max(7).default(1),
  hour: z.coerce.number().int().min(0, "must be 0 to 23").max(23, "must be 0 to 23"),
  timeZone: z.string().max(64).refine(isTimeZone, "must be a time zone such as Europe/Berlin"),
  recipients: z
    .array(z.string().trim().toLowerCase())
    .max(maxRecipients, `may have at most ${maxRecipients} addresses`),
  slack: z.boolean(),
});
export type DigestInput = z.input<typeof digestInput>;

/** One main figure of a report, now and in the period before; null: there is none. `money` is in the portal's currency. */
export type Figure = {
  label: string;
  unit: "count" | "share" | "ms" | "money" | "ratio";
  now: number | null;
  before: number | null;
};

export type DigestView = {
  id: string;
  name: string;
  report: DigestReport;
  address: string;
  frequency: "daily" | "weekly";
  weekday: number;
  hour: number;
  timeZone: string;
  recipients: string[];
  slack: boolean;
  ownerId: string;
  ownerName: string;
  enabled: boolean;
  nextRunAt: Date;
  lastRun: { at: Date; state: string } | null;
};

export type DigestFormState = {
  revision: number;
  values: Record<string, string>;
  errors: Record<string, string>;
  message?: string;
};
