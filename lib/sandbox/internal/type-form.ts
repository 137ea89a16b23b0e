import type { OpenAPIBackend } from "openapi-backend";
import type { OperationPlan, SandboxCall } from "../schema";
import { type Body, isObject } from "./context";
import { operationOf } from "./validate-call";

/** The call with the values of its form as its schema types them: a form is all text, `"12"` of an integer is 12. Changes `call.body`; JSON stays as it is. */
export function typeForm(api: OpenAPIBackend, plan: OperationPlan, call: SandboxCall): SandboxCall {
  const type =
    String(call.headers["content-type"] ?? "")
      .split(";")[0]
      ?.trim()
      .toLowerCase() ?? "";
  if (!/form/.test(type)) return call;
  const operation = operationOf(api, plan.id);
  const content = (operation?.requestBody as { content?: Record<string, { schema?: unknown }> } | undefined)?.content;
  const media = Object.entries(content ?? {}).find(
    ([name]) => name.toLowerCase().startsWith(type.split("/")[0] as string) && /form/.test(name),
  );
  if (media) call.body = typed(call.body, media[1].schema, 0);
  return call;
}

function typed(value: unknown, schema: unknown, depth: number): unknown {
  if (!isObject(schema) || depth > 8) return value;
  const parts = [schema, ...(Array.isArray(schema.allOf) ? schema.allOf : [])].filter(isObject);
  const types = parts.flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
  if (isObject(value)) {
    const properties: Body = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, typed(inner, properties[name], depth + 1)]),
    );
  }
  if (types.includes("array")) {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item) => typed(item, schema.items, depth + 1));
  }
  if (typeof value !== "string" || types.includes("string")) return value;
  if (types.includes("boolean") && /^(true|false)$/.test(value)) return value === "true";
  const number = Number(value);
  if ((types.includes("number") || types.includes("integer")) && value.trim() !== "" && Number.isFinite(number))
    return number;
  return value === "" && types.includes("null") ? null : value;
}
