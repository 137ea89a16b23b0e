import type { OpenAPIBackend } from "openapi-backend";
import type { FieldError } from "@/lib/base/errors";
import type { OperationPlan, SandboxCall } from "../schema";

type ErrorObject = NonNullable<ReturnType<OpenAPIBackend["validator"]["validateRequest"]>["errors"]>[number];

/** Checks a call against its operation; what is wrong, a pointer into the body or `?name` / `header name` / `path name` each. Empty: nothing. */
export function validateCall(api: OpenAPIBackend, plan: OperationPlan, call: SandboxCall): FieldError[] {
  const operation = operationOf(api, plan.id);
  if (!operation) return [];
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(call.query.keys())) {
    const values = call.query.getAll(name);
    query[name] = values.length > 1 ? values : (values[0] ?? "");
  }
  const result = api.validator.validateRequest(
    {
      method: call.method.toLowerCase(),
      path: call.path,
      query,
      headers: call.headers as Record<string, string | string[]>,
      ...(call.body === undefined ? {} : { body: call.body }),
    },
    operation,
  );
  if (result.valid || !result.errors) return [];
  const seen = new Set<string>();
  return result.errors.map(toFieldError).filter((error) => {
    const key = `${error.pointer} ${error.detail}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

type Operation = ReturnType<OpenAPIBackend["getOperations"]>[number];
const operations = new WeakMap<OpenAPIBackend, Map<string, Operation>>();

/** By its id: the library lists all operations anew for each, 20 ms of a document with 1,200. */
export function operationOf(api: OpenAPIBackend, id: string): Operation | undefined {
  let byId = operations.get(api);
  if (!byId) {
    byId = new Map(api.getOperations().map((operation) => [operation.operationId ?? "", operation]));
    operations.set(api, byId);
  }
  return byId.get(id);
}

function toFieldError(error: ErrorObject): FieldError {
  const missing = error.keyword === "required" ? `/${escapePointer(String(error.params.missingProperty))}` : "";
  const extra =
    error.keyword === "additionalProperties" ? `/${escapePointer(String(error.params.additionalProperty))}` : "";
  const at = `${error.instancePath}${missing}${extra}`;
  const [, part = "", ...rest] = at.split("/");
  const pointer =
    part === "requestBody"
      ? `/${rest.join("/")}`
      : part === "query"
        ? `?${rest.join("/")}`
        : `${part} ${rest.join("/")}`.trim();
  return { pointer: part === "requestBody" && rest.length === 0 ? "" : pointer, detail: explain(error) };
}

const escapePointer = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

function explain(error: ErrorObject): string {
  switch (error.keyword) {
    case "required":
      return "is missing";
    case "additionalProperties":
      return "is not a field of this request";
    case "enum":
      return `must be one of ${(error.params.allowedValues as unknown[]).join(", ")}`;
    default:
      return error.message ?? "is not valid";
  }
}
