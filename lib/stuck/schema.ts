import { z } from "zod";

export const stuckCauses = ["no_call", "repeated_error", "abandoned_step"] as const;
export type StuckCause = (typeof stuckCauses)[number];
export const causeWords: Record<StuckCause, string> = {
  no_call: "No call yet",
  repeated_error: "Same error again",
  abandoned_step: "Step left undone",
};

/** What happened and what mends it, in plain words: for the staff list and for the note. `docHref` is a path of the portal. */
export const stuckFactsSchema = z.object({
  /** `12 of 12 calls of POST /shipments were answered 422`. */
  what: z.string(),
  /** The same, said to themselves. */
  toThem: z.string(),
  /** What they have to do. */
  fix: z.string(),
  /** What the last answer said, or the lines to copy; absent: nothing more is known. */
  detail: z.string().optional(),
  docHref: z.string(),
  docTitle: z.string(),
  /** Where in the console it goes on. */
  actionHref: z.string(),
  actionLabel: z.string(),
});
export type StuckFacts = z.infer<typeof stuckFactsSchema>;

/** One person who does not get on, as a run finds them. */
export type Finding = {
  personId: string;
  companyId: string | null;
  cause: StuckCause;
  subject: string;
  since: Date;
  lastAt: Date;
  count: number;
  facts: StuckFacts;
};

/** What was found of one cause; not `whole` when there were more than a look sees. */
export type Look = { findings: Finding[]; whole: boolean };

export const stuckStates = ["open", "snoozed", "dismissed", "resolved"] as const;
export type StuckState = (typeof stuckStates)[number];

export type StuckCaseView = {
  id: string;
  personId: string;
  personName: string;
  email: string | null;
  companyId: string | null;
  companyName: string | null;
  cause: StuckCause;
  subject: string;
  since: Date;
  lastAt: Date;
  count: number;
  channel: string;
  facts: StuckFacts;
  state: StuckState;
  snoozedUntil: Date | null;
  /** When they were written to about this cause; null: never. */
  notedAt: Date | null;
};

/** Staff roles that may write to people, dismiss and snooze; others only look. */
export const stuckWorkers = ["devrel", "success"] as const;
export const snoozeDays = [1, 7, 30] as const;

/** Of these people, who took their consent back or asked not to be tracked: they are listed, and not written to. A higher room knows. */
export type RefusedOf = (personIds: readonly string[]) => Promise<Set<string>>;
