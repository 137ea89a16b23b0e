import { beforeAll, describe, expect, it } from "vitest";
import { dayMs, nowMs } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { resolveCompany } from "./resolve-company";
import { signUp } from "./testing/identity-fixtures";

useStores({ postgres: true });

/** Known companies: A by analytical.example and the GitHub organisation analytical-engines; B by beta.example; C by GitHub organisation beta-labs. */
const companies = { A: "", B: "", C: "" };
const tokens = { open: "token-open", expired: "token-expired", used: "token-used", revoked: "token-revoked" };

beforeAll(async () => {
  const db = postgres();
  companies.A = (await signUp({ verifiedEmails: ["first@analytical.example"] })).companyId;
  companies.B = (await signUp({ verifiedEmails: ["first@beta.example"] })).companyId;
  companies.C = (await signUp()).companyId;
  for (const [companyId, value] of [
    [companies.A, "analytical-engines"],
    [companies.C, "beta-labs"],
  ] as const) {
    await db.companyIdentifier.create({
      data: { companyId, kind: "github_organisation", value, verifiedAt: new Date(nowMs()) },
    });
  }
  // Somebody says unproven.example is theirs; nobody has checked.
  await db.companyIdentifier.create({
    data: { companyId: companies.C, kind: "email_domain", value: "unproven.example" },
  });
  const inviter = await signUp();
  for (const [state, token] of Object.entries(tokens)) {
    await db.invite.create({
      data: {
        id: newId("invite"),
        companyId: companies.B,
        inviterId: inviter.personId,
        role: "admin",
        tokenHash: hashSecret(token),
        expiresAt: new Date(nowMs() + (state === "expired" ? -1 : 1) * dayMs),
        ...(state === "used" ? { acceptedAt: new Date() } : {}),
        ...(state === "revoked" ? { revokedAt: new Date() } : {}),
      },
    });
  }
});

type Case = [
  what: string,
  evidence: { invite?: string; emails?: string[]; orgs?: string[] },
  expected: { join: keyof typeof companies; role: string } | { create: string; kind: string; claims?: string },
  reason: string,
];

const cases: Case[] = [
  ["nothing known", {}, { create: "Ada Okafor", kind: "personal" }, "personal"],
  [
    "a public mail provider only",
    { emails: ["ada@gmail.com"] },
    { create: "Ada Okafor", kind: "personal" },
    "personal",
  ],
  ["a known domain", { emails: ["ada@analytical.example"] }, { join: "A", role: "developer" }, "email_domain"],
  [
    "a new domain",
    { emails: ["ada@gamma.example"] },
    { create: "Gamma", kind: "organisation", claims: "gamma.example" },
    "email_domain",
  ],
  [
    "a private primary address and a known company's second",
    { emails: ["ada@gmail.com", "ada@analytical.example"] },
    { join: "A", role: "developer" },
    "email_domain",
  ],
  [
    "a domain of one's own first and a known company's second",
    { emails: ["me@okafor.example", "ada@analytical.example"] },
    { join: "A", role: "developer" },
    "email_domain",
  ],
  [
    "two known domains: the primary address counts",
    { emails: ["ada@beta.example", "ada@analytical.example"] },
    { join: "B", role: "developer" },
    "email_domain",
  ],
  [
    "two new domains: the primary address counts",
    { emails: ["ada@gamma.example", "ada@delta.example"] },
    { create: "Gamma", kind: "organisation", claims: "gamma.example" },
    "email_domain",
  ],
  [
    "a domain that was claimed but never verified decides nothing of that claim",
    { emails: ["ada@unproven.example"] },
    { create: "Unproven", kind: "organisation", claims: "unproven.example" },
    "email_domain",
  ],
  [
    "one known GitHub organisation",
    { emails: ["ada@gmail.com"], orgs: ["somewhere", "Beta-Labs"] },
    { join: "C", role: "developer" },
    "github_organisation",
  ],
  [
    "two known GitHub organisations: left to the person",
    { orgs: ["beta-labs", "analytical-engines"] },
    { create: "Ada Okafor", kind: "personal" },
    "personal",
  ],
  [
    "only unknown GitHub organisations",
    { orgs: ["night-owls"] },
    { create: "Ada Okafor", kind: "personal" },
    "personal",
  ],
  [
    "a known domain over a GitHub organisation",
    { emails: ["ada@analytical.example"], orgs: ["beta-labs"] },
    { join: "A", role: "developer" },
    "email_domain",
  ],
  [
    "a new domain over a known GitHub organisation",
    { emails: ["ada@gamma.example"], orgs: ["beta-labs"] },
    { create: "Gamma", kind: "organisation", claims: "gamma.example" },
    "email_domain",
  ],
  [
    "an open invite over everything",
    { invite: tokens.open, emails: ["ada@analytical.example"], orgs: ["beta-labs"] },
    { join: "B", role: "admin" },
    "invite",
  ],
  ...(["expired", "used", "revoked"] as const).map(
    (state): Case => [
      `an ${state} invite counts for nothing`,
      { invite: tokens[state], emails: ["ada@analytical.example"] },
      { join: "A", role: "developer" },
      "email_domain",
    ],
  ),
  [
    "an invite that never was",
    { invite: "made-up", emails: ["ada@gmail.com"] },
    { create: "Ada Okafor", kind: "personal" },
    "personal",
  ],
];

describe("the company of somebody who signs up", () => {
  it.each(cases)("%s", async (_what, evidence, expected, reason) => {
    const decision = await resolveCompany(postgres(), {
      inviteToken: evidence.invite,
      verifiedEmails: evidence.emails ?? [],
      organisations: evidence.orgs ?? [],
      personalName: "Ada Okafor",
    });
    expect(decision.reason).toBe(reason);
    if ("join" in expected) {
      expect(decision).toMatchObject({ kind: "join", companyId: companies[expected.join], role: expected.role });
    } else {
      expect(decision).toMatchObject({
        kind: "create",
        name: expected.create,
        companyKind: expected.kind,
        role: "owner",
      });
      expect(decision.kind === "create" ? decision.identifier?.value : "").toBe(expected.claims);
    }
  });
});
