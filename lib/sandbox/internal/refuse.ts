import { type ErrorCode, errorTable, type FieldError } from "@/lib/base/errors";
import type { OperationPlan, SandboxAnswer } from "../schema";

const codes = {
  400: "invalid_fields",
  404: "not_found",
  405: "method_not_allowed",
  409: "conflict",
  422: "invalid_fields",
} as const;
type RefusalStatus = keyof typeof codes;

/** A refusal in the shape live answers have: problem+json with a pointer per bad field and the docs page that explains it. */
export function refuse(
  plan: OperationPlan | undefined,
  status: RefusalStatus,
  detail: string,
  errors: FieldError[] = [],
  code: ErrorCode = codes[status],
): SandboxAnswer {
  return {
    status,
    headers: { "content-type": "application/problem+json; charset=utf-8" },
    body: {
      type: `/docs/errors#${code}`,
      title: errorTable[code].title,
      status,
      detail,
      ...(errors.length ? { errors } : {}),
    },
    ...(plan ? { operation: { id: plan.id, method: plan.method, route: plan.route } } : {}),
    errors,
  };
}
