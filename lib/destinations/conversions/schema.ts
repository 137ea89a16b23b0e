import { z } from "zod";

/** The milestones an ad platform can be told of, in the order of the journey; names as stages of the layers. */
export const conversionStages = {
  signed_up: "Sign-up",
  first_sandbox_call: "First sandbox call",
  first_sandbox_2xx: "First successful sandbox call",
  developer_certified: "Developer certified",
  app_certified: "App certified",
  first_live_call: "First live call",
  first_live_2xx: "First successful live call",
  first_valuable_call: "First valuable call",
} as const;
export type ConversionStage = keyof typeof conversionStages;
export const conversionStageNames = Object.keys(conversionStages) as [ConversionStage, ...ConversionStage[]];

export const valueKinds = ["none", "fixed", "metered", "valuable_calls"] as const;
export type ConversionValueKind = (typeof valueKinds)[number];

/** No file of a platform may hold a cell that a spreadsheet takes for a formula: so no name begins like one. */
const actionText = z
  .string()
  .trim()
  .max(100, "At most 100 characters.")
  .regex(/^(?![=+\-@'])[^\p{Cc}"<>]*$/u, "It must not begin with = + - @ ' nor hold quotation marks.");

export const feedRuleSchema = z
  .object({
    stage: z.enum(conversionStageNames),
    /** What the platform calls it: a conversion action's id, a rule's id, an event's or a goal's name. */
    action: actionText.min(1, "Name the platform's conversion."),
    /** Its name in files, where that is not the same. */
    fileAction: actionText.default(""),
    value: z.enum(valueKinds).default("none"),
    /** For `fixed` the value, for `valuable_calls` what one is worth; decimal text in the portal's currency. */
    amount: z
      .string()
      .trim()
      .regex(/^(\d{1,12}(\.\d{1,6})?)?$/, "A plain number such as 12.50.")
      .default(""),
    /** `metered` and `valuable_calls` count so many days (UTC), beginning with the milestone's. It is sent when they are over. */
    days: z.coerce.number().int().min(1, "1 to 60 days.").max(60, "1 to 60 days.").default(1),
  })
  .superRefine((rule, context) => {
    if (["fixed", "valuable_calls"].includes(rule.value) && rule.amount === "")
      context.addIssue({ code: "custom", path: ["amount"], message: "Say how much it is worth." });
  });
export type FeedRule = z.infer<typeof feedRuleSchema>;

/** Which conversions an ad platform gets, and of whom. */
export const feedSchema = z
  .object({
    /** Whose first time counts. By company the click of any of its people counts (domain.md, "Ada and Ben"). */
    entity: z.enum(["person", "company"]).default("person"),
    /** Days between the click and the conversion, at most. */
    lookbackDays: z.coerce.number().int().min(1, "1 to 90 days.").max(90, "1 to 90 days.").default(90),
    /** Send the hashed e-mail address too, and without a click. Only with `consented`. */
    email: z.boolean().default(false),
    /** Consent to use data for advertising was given: by the portal's own question, or as staff state. */
    consented: z.boolean().default(false),
    /** What happened that many days before the destination was made counts too. */
    backDays: z.coerce.number().int().min(0, "0 to 90 days.").max(90, "0 to 90 days.").default(0),
    rules: z.array(feedRuleSchema).min(1, "Name the platform's conversion for at least one milestone.").max(20),
  })
  .superRefine((feed, context) => {
    const wrong = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    if (feed.email && !feed.consented) wrong(["email"], "Only with consent to advertising.");
    for (const [index, rule] of feed.rules.entries()) {
      if (feed.rules.findIndex(({ stage }) => stage === rule.stage) !== index)
        wrong(["rules", index, "stage"], "Twice the same milestone.");
      if (rule.value === "metered" && feed.entity === "person")
        wrong(["rules", index, "value"], "The metered amount is a company's: count companies.");
    }
  });
export type Feed = z.infer<typeof feedSchema>;

/** Why a conversion is not sent: closed list. */
export const skipReasons = {
  no_click: "No click on one of this platform's ads is known",
  click_too_old: "The click was longer ago than the look-back",
  bad_click_id: "The click id is not one of this platform's",
  no_email: "Neither a click nor an e-mail address",
  no_consent: "No click, and no browser that may be recognised",
  refused: "Consent was taken back, or a browser asks not to be tracked",
  no_account: "The account is deleted or unknown",
  too_old: "Older than the platform takes",
  file_needs_click: "The platform's file has no column for what is known",
} as const;
export type SkipReason = keyof typeof skipReasons;

export const conversionStates = ["queued", "sent", "failed", "waiting", "skipped"] as const;
export type ConversionState = (typeof conversionStates)[number];

/** What the outbox holds of a conversion, as properties of its event: no e-mail address and no hash of one. */
export const conversionSchema = z.object({
  action: z.string(),
  fileAction: z.string().default(""),
  clickIdKind: z.string().default(""),
  clickId: z.string().default(""),
  /** Milliseconds since 1970; 0 without a click. */
  clickedMs: z.number().default(0),
  /** Decimal text; '' for none. */
  value: z.string().default(""),
  currency: z.string(),
  consented: z.boolean(),
  email: z.boolean(),
});
export type Conversion = z.infer<typeof conversionSchema>;

/** Figures of a feed: how many conversions of a milestone are in a state, and why not where not. */
export type ConversionCount = {
  stage: ConversionStage;
  state: ConversionState;
  reason: SkipReason | null;
  /** A click id's kind, or `email`. */
  matchedBy: string | null;
  count: number;
};

/** What a dry run found: nothing of it was written down or counted. */
export type DryRun = {
  /** Conversions looked at: the latest ones of the platform's window, at most 2,000. */
  looked: number;
  counts: ConversionCount[];
  /** What would be sent for the first of them, hashes shortened, as JSON text. */
  payloads: string[];
  /** What the platform said of them; null when it has no dry run or nothing was to be sent. */
  platform: { ok: boolean; text: string } | null;
};

/** A feed as a form holds it. */
export type FeedFormValues = {
  entity: string;
  lookbackDays: string;
  email: boolean;
  consented: boolean;
  backDays: string;
  rules: { stage: ConversionStage; action: string; fileAction: string; value: string; amount: string; days: string }[];
};

/** What the button for a dry run says after it was pressed. */
export type DryRunState = { run?: DryRun; alert?: string };
