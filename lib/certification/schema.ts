import { z } from "zod";
import { isStorable } from "@/lib/base/clean-text";

/** Words and shapes of certification that pages and islands may know. Nothing here carries a right answer before grading. */

/** Who decides on apps, audits and revocations. */
export const reviewRoles = ["admin", "devrel"] as const;

/** { [questionId]: optionId[] }, as an exam page sends and keeps it. */
export const answersSchema = z.record(z.string().max(64), z.array(z.string().max(64)).max(20));
export type Answers = z.infer<typeof answersSchema>;

export const questionKindSchema = z.enum(["single", "multiple"]);

/** A question as the person sees it during an attempt: strict, so that nothing else can slip into the page. */
export const publicQuestionSchema = z.strictObject({
  id: z.string(),
  text: z.string(),
  kind: questionKindSchema,
  options: z.array(z.strictObject({ id: z.string(), text: z.string() })),
});
export type PublicQuestion = z.infer<typeof publicQuestionSchema>;

/** The same question after grading. */
export type GradedQuestion = PublicQuestion & {
  given: string[];
  correct: string[];
  right: boolean;
  explanation: string;
  doc?: string;
};

/** One line of a hands-on task: a call that must be seen. `status` is a class such as `2xx`. */
export type TaskCall = { method: string; route: string; status: string };

export type TrackTask = { id: string; title: string; description: string; doc?: string; calls: TaskCall[] };

/** A task within an attempt. `seen[i]` tells whether `calls[i]` has been seen since the attempt began. */
export type TaskState = TrackTask & { seen: boolean[]; provedAt: string | null };

/** What a track asks for, without its questions. */
export type TrackSummary = {
  id: string;
  version: string;
  title: string;
  description: string;
  /** Share of the questions that must be right, 0..1. */
  passMark: number;
  validMonths: number;
  timeLimitMinutes: number;
  /** Wait after an attempt that was not passed, minutes. */
  coolDownMinutes: number;
  questionsPerAttempt: number;
  tasks: TrackTask[];
};

export type AttemptState = "in_progress" | "passed" | "failed" | "expired";

type AttemptBase = {
  id: string;
  trackId: string;
  trackVersion: string;
  startedAt: string;
  expiresAt: string;
  tasks: TaskState[];
};

export type OpenAttempt = AttemptBase & { state: "in_progress"; questions: PublicQuestion[]; answers: Answers };

export type ClosedAttempt = AttemptBase & {
  state: "passed" | "failed" | "expired";
  /** Share of the questions answered rightly, 0..1. */
  score: number;
  rightAnswers: number;
  questions: GradedQuestion[];
  submittedAt: string | null;
  certificationCode: string | null;
  /** When the track can be tried again; null after a pass. */
  nextAttemptAt: string | null;
};

export type AttemptView = OpenAttempt | ClosedAttempt;

/** Where a person stands with one track. */
export type TrackState = {
  track: TrackSummary;
  attempt: { id: string; state: AttemptState; score: number | null; startedAt: string; expiresAt: string } | null;
  attempts: number;
  /** The newest certification that counts; null: none. */
  certification: { id: string; code: string; issuedAt: string; expiresAt: string | null } | null;
  /** Set while a failed attempt is too recent. */
  nextAttemptAt: string | null;
};

/** One call to the sandbox as the usage room tells it; the door passes them in. */
export type SandboxCallFact = { id: string; method: string; route: string; status: number; at: Date };

export type CertificateStatus = "valid" | "expired" | "revoked";

/** A certification as anybody may see it. */
export type Certificate = {
  id: string;
  kind: "developer" | "app";
  code: string;
  holderName: string;
  /** Title of the track, or what an app's certificate says. */
  title: string;
  description: string;
  trackVersion: string | null;
  appId: string | null;
  personId: string | null;
  companyId: string;
  status: CertificateStatus;
  issuedAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
};

/** One automatic check with what was found. */
export const reviewCheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  passed: z.boolean(),
  evidence: z.string(),
  /** What to do when it did not pass. */
  advice: z.string().optional(),
});
export type ReviewCheck = z.infer<typeof reviewCheckSchema>;

export type ReviewState = "submitted" | "changes_requested" | "approved" | "rejected" | "withdrawn";

export type ReviewView = {
  id: string;
  appId: string;
  companyId: string;
  submittedById: string;
  state: ReviewState;
  note: string;
  websiteUrl: string;
  checks: ReviewCheck[];
  submittedAt: string;
  decidedAt: string | null;
  decidedById: string | null;
  decisionNote: string | null;
  certificationCode: string | null;
};

export const reviewSubmissionSchema = z.object({
  websiteUrl: z
    .string()
    .trim()
    .max(2_048, "At most 2,048 characters.")
    .refine(isStorable, "must not have a NUL character"),
  note: z.string().trim().max(2_000, "At most 2,000 characters.").refine(isStorable, "must not have a NUL character"),
});
export type ReviewSubmission = z.infer<typeof reviewSubmissionSchema>;

export const reviewDecisionSchema = z
  .object({
    decision: z.enum(["approve", "request_changes", "reject"]),
    note: z.string().trim().max(2_000, "At most 2,000 characters.").refine(isStorable, "must not have a NUL character"),
  })
  .refine((value) => value.decision === "approve" || value.note.length > 0, {
    path: ["note"],
    message: "Say what is missing: the developer reads this note.",
  });
export type ReviewDecision = z.infer<typeof reviewDecisionSchema>;

/** What the usage room knows of an app's calls in the last 30 days; the door passes it in. */
export type AppCallFacts = {
  sandbox: { succeeded: number; lastAt: Date | null };
  live: { total: number; refused: number };
};

export type AuditView = {
  id: string;
  certificationId: string;
  kind: "developer" | "app";
  code: string;
  holderName: string;
  appId: string | null;
  personId: string | null;
  companyId: string;
  dueAt: string;
  doneAt: string | null;
  result: "passed" | "failed" | null;
  checks: ReviewCheck[];
};

/** Which audits: `overdue`: past due; `due`: within 30 days; `later`: after that; `done`. */
export const auditFilters = ["overdue", "due", "later", "done"] as const;
export type AuditFilter = (typeof auditFilters)[number];
