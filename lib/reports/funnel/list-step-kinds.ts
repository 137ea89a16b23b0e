import { z } from "zod";
import { catalogue } from "@/lib/events/catalogue";
import type { EventDefinition } from "@/lib/events/define-events";
import { callStep, type StepField, type StepKind } from "./schema";

type PlainSchema = {
  type?: string;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, PlainSchema>;
};

const callFields: StepField[] = [
  { name: "environment", kind: "text", choices: ["sandbox", "live"] },
  { name: "method", kind: "text", choices: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] },
  { name: "route", kind: "text", description: "The route's template, such as /shipments/{id}." },
  { name: "status_class", kind: "text", choices: ["2xx", "3xx", "4xx", "5xx"] },
  { name: "status", kind: "number" },
  { name: "latency_ms", kind: "number" },
  { name: "quantity", kind: "number" },
  { name: "valuable", kind: "boolean" },
  { name: "resource", kind: "text" },
  { name: "sdk", kind: "text" },
  { name: "end_user_id", kind: "text" },
];

let kinds: Map<string, StepKind> | undefined;

/** Everything a funnel's step can be: calls, then the catalogue's events that a layer counts, then the others. */
export function listStepKinds(): Map<string, StepKind> {
  kinds ??= new Map(
    [
      {
        name: callStep,
        layer: 3,
        description: "A call to the sandbox or to the platform's API.",
        fields: callFields,
      },
      ...Object.entries<EventDefinition>(catalogue)
        .map(([name, { layer, description, properties }]) => ({
          name,
          layer,
          description,
          fields: fieldsOf(properties),
        }))
        .sort((a, b) => (a.layer || 99) - (b.layer || 99)),
    ].map((kind): [string, StepKind] => [kind.name, kind]),
  );
  return kinds;
}

/** Lists and objects cannot be compared with one value; they are left out. */
function fieldsOf(schema: z.ZodObject): StepField[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as PlainSchema;
  return Object.entries(properties).flatMap(([name, { type, enum: choices, description }]): StepField[] => {
    const kind = type === "integer" ? "number" : type === "string" ? "text" : type;
    if (kind !== "text" && kind !== "number" && kind !== "boolean") return [];
    const named = choices?.filter((choice): choice is string => typeof choice === "string");
    return [{ name, kind, ...(named?.length ? { choices: named } : {}), ...(description ? { description } : {}) }];
  });
}
