import { env } from "@/lib/base/env";
import { type ErrorCode, errorTable } from "@/lib/base/errors";
import { usageRecordSchema } from "@/lib/usage/schema";
import { listOperations } from "./list-operations";
import { type Described, schemaOf, text } from "./operation-parts";

/** The portal's own API (contracts.md) as OpenAPI 3.1, made from the schemas that check its requests. */
export function describePortalApi(name: string) {
  const paths = Object.entries(listOperations()).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, toOperation(method, path, one)])),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: `${name}: API of the portal`,
      version: "1",
      description:
        "What an API company's own servers ask the portal: verify keys, report usage, send events, read reports.",
    },
    servers: [{ url: env().publicUrl }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: {
        UsageRecord: schemaOf(usageRecordSchema),
        Problem: {
          type: "object",
          description: "RFC 9457",
          required: ["type", "title", "status"],
          properties: {
            ...{ type: text, title: text, status: { type: "integer" }, detail: text, instance: text },
            errors: {
              type: "array",
              items: {
                type: "object",
                properties: { pointer: { type: "string", description: "JSON pointer, or ?name" }, detail: text },
              },
            },
          },
        },
      },
      securitySchemes: {
        serviceToken: { type: "http", scheme: "bearer", description: "A service token, svc_..." },
        writeKey: { type: "http", scheme: "basic", description: "A source's write key as the user name, no password" },
      },
    },
  };
}

function toOperation(method: string, path: string, one: Described) {
  const own: ErrorCode[] = one.scope === null ? [] : ["unauthorized"];
  if (one.scope && one.scope !== "writeKey") own.push("forbidden");
  if (one.body || one.parameters?.some((parameter) => parameter.in === "query")) own.push("invalid_fields");
  const codes = [...new Set([...own, ...(one.problems ?? [])])];
  const statuses = [...new Set(codes.map((code) => errorTable[code].status))].sort((a, b) => a - b);
  return {
    operationId: nameOf(method, path),
    tags: [one.tag],
    summary: one.summary,
    ...(one.description ? { description: one.description } : {}),
    security: one.scope === null ? [] : [one.scope === "writeKey" ? { writeKey: [] } : { serviceToken: [] }],
    ...(one.scope && one.scope !== "writeKey" ? { "x-scope": one.scope } : {}),
    ...(one.parameters ? { parameters: one.parameters } : {}),
    ...(one.body ? { requestBody: { required: true, content: { "application/json": { schema: one.body } } } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(one.answers).map(([status, answer]) => [
          status,
          {
            description: answer.description,
            ...(answer.schema ? { content: { [answer.type ?? "application/json"]: { schema: answer.schema } } } : {}),
          },
        ]),
      ),
      ...Object.fromEntries(
        statuses.map((status) => [
          String(status),
          {
            description: codes
              .filter((code) => errorTable[code].status === status)
              .map((code) => errorTable[code].title)
              .join("; "),
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
        ]),
      ),
    },
  };
}

/** `post /v1/keys/{id}/rotate` is postKeysIdRotate. */
function nameOf(method: string, path: string): string {
  const words = path.replace(/^\/v1/, "").split(/\W+/).filter(Boolean);
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}
