import { type ErrorCode, errorTable, type FieldError } from "@/lib/base/errors";
import type { ErrorSample, OperationPlan, SandboxAnswer } from "../schema";
import { shapeError } from "./shape-error";

const codes = {
  400: "invalid_fields",
  404: "not_found",
  405: "method_not_allowed",
  409: "conflict",
  422: "invalid_fields",
  500: "internal",
} as const;
type RefusalStatus = keyof typeof codes;

/** A refusal in the shape live answers have: the API's own where its document shows one, else problem+json with a pointer per bad field and the docs page that explains it. */
export function refuse(
  plan: OperationPlan | undefined,
  status: RefusalStatus,
  detail: string,
  errors: FieldError[] = [],
  code: ErrorCode = codes[status],
): SandboxAnswer {
  const { title } = errorTable[code];
  const problem = { type: `/docs/errors#${code}`, title, status, detail, ...(errors.length ? { errors } : {}) };
  return {
    ...dress(problem, errors, plan?.errorSample(status)),
    ...(plan ? { operation: { id: plan.id, method: plan.method, route: plan.route } } : {}),
  };
}

/** A refusal of a call that no operation answers, in the shape its siblings' errors have. */
export function refuseUnplanned(plans: OperationPlan[], status: RefusalStatus, detail: string): SandboxAnswer {
  const problem = { type: `/docs/errors#${codes[status]}`, title: errorTable[codes[status]].title, status, detail };
  return dress(problem, [], plans[0]?.errorSample(status));
}

export type Problem = { type: string; title: string; status: number; detail: string };

/** A problem in the shape of the API's own errors, where these are not problems. `doc` of the answer stays the page that explains it. */
export function dress(problem: Problem, errors: FieldError[], sample: ErrorSample | undefined): SandboxAnswer {
  const code = problem.type.split("#").at(-1) ?? "error";
  const own = sample && !/problem\+json/.test(sample.mediaType);
  return {
    status: problem.status,
    headers: { "content-type": `${own ? sample.mediaType : "application/problem+json"}; charset=utf-8` },
    body: own ? shapeError(sample.body, { ...problem, errors, ...(sample.borrowed ? { code } : {}) }) : problem,
    errors,
    explained: { doc: problem.type, detail: problem.detail },
  };
}
