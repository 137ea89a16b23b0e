import { z } from "zod";
import { listStepKinds } from "../funnel/list-step-kinds";
import {
  type Condition,
  callStep,
  type FunnelEntry,
  type FunnelStep,
  funnelGroups,
  funnelOrders,
  maxSteps,
  type StepField,
} from "../funnel/schema";
import { readSteps, writeStep } from "../funnel/steps-text";
import { entityParam, filterParam, rangeParams } from "../schema";

/** What must not happen between the steps at the places `after` and `after + 1`. */
export type Exclusion = FunnelStep & { after: number };
export type Steps = { steps: FunnelStep[]; exclusions: Exclusion[] };

const maxExclusions = 20;
const maxConditions = 10;

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const maxWindowMs = 366 * units.d;

const windowParam = z
  .string()
  .regex(/^[1-9]\d{0,5}[mhd]$/, "is a number of minutes, hours or days such as 30m, 12h or 14d")
  .default("30d")
  .transform((text) => Number(text.slice(0, -1)) * units[text.at(-1) as keyof typeof units])
  .refine((ms) => ms <= maxWindowMs, "must be at most 366 days");

const stepsParam = z
  .string()
  .max(8_000)
  .transform((text, context): Steps => {
    const wrong = (message: string) => context.addIssue({ code: "custom", message });
    try {
      const entries = readSteps(text);
      for (const problem of findProblems(entries)) wrong(problem);
      return divide(entries);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      wrong(error.message);
      return z.NEVER;
    }
  });

/** The parameters of a funnel; its people are asked with the same and a few more. */
export const funnelParams = {
  ...rangeParams,
  entity: entityParam,
  steps: stepsParam,
  order: z.enum(funnelOrders).default("ordered"),
  /** From the first step to the last. */
  window: windowParam,
  filter: filterParam,
};
export const breakdownParam = z.enum(funnelGroups).optional();

type Given = { order: (typeof funnelOrders)[number]; steps?: Steps };

/** In any order nothing lies between two steps, and two steps that are the same would be one event. */
export function checkOrder({ order, steps }: Given, context: z.RefinementCtx): void {
  if (order !== "any" || !steps) return;
  const wrong = (message: string) => context.addIssue({ code: "custom", path: ["order"], message });
  if (steps.exclusions.length) wrong("any has no between: take the exclusions out, or choose ordered or strict");
  if (new Set(steps.steps.map(writeStep)).size < steps.steps.length) wrong("any needs steps that differ");
}

function divide(entries: readonly FunnelEntry[]): Steps {
  const steps: FunnelStep[] = [];
  const exclusions: Exclusion[] = [];
  for (const { not, ...step } of entries) {
    if (not) exclusions.push({ ...step, after: steps.length - 1 });
    else steps.push(step);
  }
  return { steps, exclusions };
}

function findProblems(entries: readonly FunnelEntry[]): string[] {
  const { steps, exclusions } = divide(entries);
  const problems = entries.flatMap(findStepProblems);
  if (steps.length === 0) problems.push("needs at least one step");
  if (steps.length > maxSteps) problems.push(`may have at most ${maxSteps} steps`);
  if (exclusions.length > maxExclusions) problems.push(`may have at most ${maxExclusions} exclusions`);
  if (exclusions.some(({ after }) => after < 0 || after >= steps.length - 1)) {
    problems.push("an exclusion stands between two steps");
  }
  return problems;
}

function findStepProblems(step: FunnelStep): string[] {
  const kind = listStepKinds().get(step.name);
  if (!kind) return [`${step.name} is no event of the catalogue (a call is written ${callStep})`];
  const problems: string[] = [];
  if (step.name === callStep && step.platform === "web") problems.push("a call is never on the web");
  if (step.conditions.length > maxConditions)
    problems.push(`${step.name} may have at most ${maxConditions} conditions`);
  for (const condition of step.conditions) {
    const field = kind.fields.find(({ name }) => name === condition.field);
    const problem = field ? findConditionProblem(field, condition) : "is not a property of it";
    if (problem) problems.push(`${step.name}: ${condition.field} ${problem}`);
  }
  return problems;
}

function findConditionProblem({ kind, choices }: StepField, { op, value }: Condition): string | undefined {
  if (op === "exists") return undefined;
  if (value === "") return "needs a value to compare with";
  if (value.length > 512) return "has a value of more than 512 characters";
  if (op === "~") return kind === "text" ? undefined : "is no text: it cannot contain one";
  if (op === ">" || op === "<") {
    if (kind !== "number") return "is no number: it cannot be more or less";
  }
  if (kind === "number" && !/^-?\d{1,15}(\.\d{1,6})?$/.test(value)) return "must be compared with a number";
  if (kind === "boolean" && value !== "true" && value !== "false") return "is true or false";
  if (choices && !choices.includes(value)) return `is one of ${choices.join(", ")}`;
  return undefined;
}
