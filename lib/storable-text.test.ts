import { describe, expect, it } from "vitest";
import { reviewSubmissionSchema } from "./certification/schema";
import { sourceNameSchema } from "./events/create-source";
import { companyNameSchema, createInviteInput, personNameSchema } from "./identity/schema";
import { createAppInput, createKeyInput } from "./keys/schema";
import { listingDecisionSchema } from "./showcase/schema";

const nul = "a\0b and more";

/** PostgreSQL keeps no NUL character: what a form would store is refused at its schema, by field, instead of failing later. */
describe("text with a NUL character", () => {
  it.each([
    ["a person's name", personNameSchema, nul],
    ["a company's name", companyNameSchema, nul],
    ["a source's name", sourceNameSchema, nul],
    ["an app", createAppInput, { name: nul, description: "" }],
    ["a key", createKeyInput, { name: nul, environment: "sandbox" }],
    ["an app for review", reviewSubmissionSchema, { websiteUrl: "https://a.example", note: nul }],
    ["a listing's decision", listingDecisionSchema, { decision: "reject", note: nul }],
    ["an invite", createInviteInput, { role: "developer", email: `${nul}@a.example` }],
  ])("is refused in %s", (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
