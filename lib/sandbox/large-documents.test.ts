import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { callEveryOperation, type Survey } from "./testing/call-every-operation";

useStores({ postgres: true });

const documents = {
  directus: "node_modules/@directus/specs/dist/openapi.json",
  figma: "node_modules/@figma/rest-api-spec/openapi/openapi.yaml",
  shipengine: "node_modules/shipengine-openapi/openapi.yaml",
};
const known = JSON.parse(readFileSync("lib/sandbox/testing/large-documents.json", "utf8")) as Record<string, Survey>;

describe("every operation of a real company's document", () => {
  it.each(Object.entries(documents))("of %s answers by its schema, but for those listed", async (name, file) => {
    expect(await callEveryOperation(file, `app_${name}`)).toEqual(known[name]);
  });
});
