import type { ChecklistStep } from "./checklist-steps";

export type LastError = {
  id: string;
  at: string;
  environment: string;
  method: string;
  route: string;
  status: number;
  /** What the answer said, where it is known. */
  detail: string | null;
  /** The docs page that explains it. */
  docHref: string;
};

/** What the console's home shows, and what its island asks for again. Null parts: the ledger does not answer right now. */
export type JourneyView = {
  steps: ChecklistStep[];
  /** The first characters of the sandbox key to use. */
  keyStart: string | null;
  /** Calls since midnight UTC, hour by hour. */
  calls: { total: number; refused: number; hours: number[] } | null;
  lastErrors: LastError[] | null;
};
