import { expect, it } from "vitest";
import { checkValues } from "./values";

function check(kind: string, given: Record<string, unknown>) {
  const told: string[] = [];
  const object = structuredClone(given);
  checkValues(object, kind, (key, message) => told.push(`${key} ${message}`));
  return { object, told };
}

it("tells a field that cannot be what it is, and takes it away", () => {
  expect(
    check("schema", { description: ["a"], enum: 5, required: true, minimum: "1", discriminator: "kind", example: [1] }),
  ).toEqual({
    object: { example: [1] },
    told: [
      "description must be a text",
      "enum must be a list",
      "required must be a list of texts",
      "minimum must be a number",
      "discriminator must be an object",
    ],
  });
  expect(check("operation", { tags: [1], security: ["key"], operationId: {} }).told).toEqual([
    "operationId must be a text",
    "tags must be a list of texts",
    "security must be a list of objects",
  ]);
});

it("reads what YAML made of a text as text, and no value as no field", () => {
  expect(check("schema", { title: 2024, description: false, enum: null, default: null })).toEqual({
    object: { title: "2024", description: "false", default: null },
    told: [],
  });
});

it("leaves names of fields alone where they are an author's own", () => {
  const properties = { description: { type: "string" }, required: { type: "boolean" } };
  expect(check("schemas", properties)).toEqual({ object: properties, told: [] });
});
