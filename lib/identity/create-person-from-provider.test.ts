import { describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getPerson } from "./get-person";
import { authAdapter } from "./internal/auth-adapter";
import { countRows, recorded, signUp } from "./testing/identity-fixtures";

useStores({ postgres: true });

describe("signing up", () => {
  it("writes the person and everything that belongs to them", async () => {
    const made = await signUp({
      providerAccountId: "1001",
      name: "Ada Okafor",
      githubLogin: "ada-analytical",
      verifiedEmails: ["Ada@analytical.example", "ada@gmail.com"],
      organisations: ["analytical-engines"],
      visitorId: "vis_ada",
    });
    const person = await getPerson(postgres(), made.personId);
    expect(person).toMatchObject({
      name: "Ada Okafor",
      email: "ada@analytical.example",
      emailVerified: expect.any(Date),
      githubLogin: "ada-analytical",
      staffRole: null,
      companyId: made.companyId,
      company: { name: "Analytical", slug: "analytical", kind: "organisation", website: "https://analytical.example" },
      accounts: [{ provider: "github", providerAccountId: "1001", organisations: ["analytical-engines"] }],
      memberships: [{ companyId: made.companyId, role: "owner" }],
    });
    expect(made).toMatchObject({ companyReason: "email_domain", visitorId: "vis_ada", rotated: false });

    const [signedUp] = await recorded("signed_up");
    expect(signedUp).toMatchObject({
      userId: made.personId,
      anonymousId: "vis_ada",
      properties: { provider: "github", company_reason: "email_domain" },
      context: { waymark: { sentBy: "server", companyId: made.companyId } },
    });
    const [joined] = await recorded("company_joined");
    expect(joined).toMatchObject({ userId: made.personId, properties: { role: "owner", reason: "email_domain" } });

    const links = await postgres().identityLink.findMany({
      where: { personId: made.personId },
      orderBy: { id: "asc" },
    });
    expect(links).toMatchObject([
      {
        kind: "visitor_person",
        subject: "vis_ada",
        companyId: made.companyId,
        reason: "signed_up",
        eventId: signedUp?.messageId,
      },
      {
        kind: "person_company",
        subject: made.personId,
        companyId: made.companyId,
        reason: "email_domain",
        eventId: joined?.messageId,
      },
    ]);
  });

  it("puts the second person of a domain into the same company, as a developer", async () => {
    const first = await signUp({ verifiedEmails: ["one@omega.example"] });
    const second = await signUp({ verifiedEmails: ["two@omega.example"] });
    expect(second.companyId).toBe(first.companyId);
    const roles = await postgres().membership.findMany({
      where: { companyId: first.companyId },
      orderBy: { id: "asc" },
    });
    expect(roles.map((membership) => membership.role)).toEqual(["owner", "developer"]);
  });

  it("founds one company when two colleagues sign up in the same moment", async () => {
    const both = await Promise.all([
      signUp({ verifiedEmails: ["one@race.example"] }),
      signUp({ verifiedEmails: ["two@race.example"] }),
    ]);
    expect(new Set(both.map((made) => made.companyId)).size).toBe(1);
    const companyId = both[0]?.companyId ?? "";
    const roles = await postgres().membership.findMany({ where: { companyId } });
    expect(roles.map((membership) => membership.role).sort()).toEqual(["developer", "owner"]);
    expect(await postgres().company.count({ where: { slug: { startsWith: "race" } } })).toBe(1);
  });

  it("takes over a domain that somebody claimed but never proved", async () => {
    const squatter = await signUp();
    await postgres().companyIdentifier.create({
      data: { companyId: squatter.companyId, kind: "email_domain", value: "proved.example" },
    });
    const owner = await signUp({ verifiedEmails: ["real@proved.example"] });
    expect(owner.companyId).not.toBe(squatter.companyId);
    const identifier = await postgres().companyIdentifier.findUnique({
      where: { kind_value: { kind: "email_domain", value: "proved.example" } },
    });
    expect(identifier).toMatchObject({ companyId: owner.companyId, verifiedAt: expect.any(Date) });
  });

  it("gives two companies of one name two slugs", async () => {
    const [one, two] = [await signUp({ name: "Zoë Ng" }), await signUp({ name: "Zoë Ng" })];
    const slugs = await postgres().company.findMany({
      where: { id: { in: [one.companyId, two.companyId] } },
      orderBy: { id: "asc" },
    });
    expect(slugs[0]?.slug).toBe("zoe-ng");
    expect(slugs[1]?.slug).toMatch(/^zoe-ng-[a-z0-9]{4}$/);
  });

  it("makes an admin of whom the settings name, and notes why", async () => {
    const { personId } = await signUp({ adminBecause: "STAFF" });
    expect((await getPerson(postgres(), personId))?.staffRole).toBe("admin");
    const entry = await postgres().auditEntry.findFirst({ where: { subjectId: personId, actorKind: "system" } });
    expect(entry).toMatchObject({
      actorKind: "system",
      action: "person.staff_role_set",
      before: { staffRole: null },
      after: { staffRole: "admin", because: "STAFF" },
    });
  });
});

describe("a sign-up that breaks off", () => {
  const steps = [
    "persons",
    "accounts",
    "companies",
    "company_identifiers",
    "event_outbox",
    "memberships",
    "identity_links",
  ];
  it.each(steps)("while it writes %s leaves nothing, and the next try succeeds", async (table) => {
    const db = postgres();
    const person = {
      providerAccountId: `broken-${table}`,
      verifiedEmails: [`ada@${table.replace("_", "-")}.example`],
      visitorId: `vis_${table}`,
    };
    await db.$executeRawUnsafe(
      `CREATE FUNCTION fail_now() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the power went out'; END $$ LANGUAGE plpgsql`,
    );
    await db.$executeRawUnsafe(
      `CREATE TRIGGER fail_now AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION fail_now()`,
    );
    const before = await countRows();
    await expect(signUp(person)).rejects.toThrow("the power went out");
    expect(await countRows()).toEqual(before);

    await db.$executeRawUnsafe("DROP FUNCTION fail_now CASCADE");
    const made = await signUp(person);
    expect(await countRows()).toEqual({
      person: (before.person ?? 0) + 1,
      account: (before.account ?? 0) + 1,
      company: (before.company ?? 0) + 1,
      membership: (before.membership ?? 0) + 1,
      link: (before.link ?? 0) + 2,
      event: (before.event ?? 0) + 2,
      session: before.session,
      audit: (before.audit ?? 0) + 1,
    });
    expect(made).toMatchObject({ companyReason: "email_domain", visitorId: `vis_${table}` });
  });

  it("between next-auth's two calls leaves nothing, and the next try succeeds", async () => {
    const github = { id: "77", login: "seven", name: "Seven", image: null, verifiedEmails: ["7@seven.example"] };
    const user = { name: "Seven", email: "7@seven.example", image: null, emailVerified: null, github };
    const before = await countRows();
    const crashed = authAdapter(postgres(), { staff: [] });
    await crashed.createUser?.(user as never);
    expect(await countRows()).toEqual(before);

    const context = { staff: ["SEVEN"] } as Parameters<typeof authAdapter>[1];
    const adapter = authAdapter(postgres(), context);
    const staged = await adapter.createUser?.(user as never);
    await adapter.linkAccount?.({
      userId: staged?.id ?? "",
      type: "oauth",
      provider: "github",
      providerAccountId: "77",
      access_token: "gho_not_kept",
    });
    expect(context.signUp?.personId).toBe(staged?.id);
    const person = await getPerson(postgres(), staged?.id ?? "");
    expect(person).toMatchObject({ name: "Seven", staffRole: "admin", accounts: [{ providerAccountId: "77" }] });
    expect(JSON.stringify(await postgres().account.findMany())).not.toContain("gho_");
  });

  it("is not used to hang a second account on somebody who is signed in", async () => {
    const { personId } = await signUp();
    const before = await countRows();
    const adapter = authAdapter(postgres(), { staff: [] });
    await expect(
      adapter.linkAccount?.({ userId: personId, type: "oauth", provider: "github", providerAccountId: "other" }),
    ).rejects.toThrow("accounts are not added");
    expect(await countRows()).toEqual(before);
  });
});
