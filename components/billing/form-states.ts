/** What the form that changes a plan shows after it was sent. */
export type PlanFormState = {
  saved?: true;
  errors?: Record<string, string>;
  typed?: { planId: string; reason: string; from: string };
};

export type StripeFormState = { saved?: true; error?: string; typed?: string };

export type BudgetFormState = {
  saved?: true;
  errors?: Record<string, string>;
  typed?: { budget: string; thresholds: string };
};
