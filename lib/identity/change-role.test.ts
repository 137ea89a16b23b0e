import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { acceptInvite } from "./accept-invite";
import { anonymisePerson } from "./anonymise-person";
import { changeRole } from "./change-role";
import { chooseOrganisation } from "./choose-organisation";
import { createInvite } from "./create-invite";
import { getInvite } from "./get-invite";
import { getPerson } from "./get-person";
import { leaveCompany } from "./internal/leave-company";
import { lockCompany } from "./internal/member-of";
import { listMembers } from "./list-members";
import { planDeletion } from "./plan-deletion";
import { removeMember } from "./remove-member";
import { renameCompany } from "./rename-company";
import { type MembershipRole, membershipRoles } from "./schema";
import { switchCompany } from "./switch-company";
import { countRows, signUp } from "./testing/identity-fixtures";

useStores({ postgres: true });

let companyId = "";
let people: Record<MembershipRole, string>;

/** A company with one person of each role. */
beforeEach(async () => {
  const owner = await signUp();
  companyId = owner.companyId;
  people = { owner: owner.personId } as typeof people;
  for (const role of membershipRoles.slice(1)) {
    const { personId } = await signUp();
    await postgres().membership.create({ data: { id: newId("membership"), companyId, personId, role } });
    await postgres().person.update({ where: { id: personId }, data: { companyId } });
    people[role] = personId;
  }
});

const change = (actor: MembershipRole, target: MembershipRole, role: MembershipRole) =>
  changeRole(postgres(), { companyId, actorId: people[actor], personId: people[target], role });
const remove = (actor: MembershipRole, target: MembershipRole) =>
  removeMember(postgres(), { companyId, actorId: people[actor], personId: people[target] });

describe("changing roles", () => {
  it.each<[MembershipRole, MembershipRole, MembershipRole, string]>([
    ["owner", "developer", "owner", "changed"],
    ["owner", "admin", "viewer", "changed"],
    ["owner", "developer", "developer", "unchanged"],
    ["owner", "owner", "admin", "last_owner"],
    ["admin", "developer", "admin", "changed"],
    ["admin", "developer", "owner", "forbidden"],
    ["admin", "owner", "viewer", "forbidden"],
    ["developer", "viewer", "developer", "forbidden"],
    ["developer", "developer", "admin", "forbidden"],
    ["billing", "viewer", "developer", "forbidden"],
    ["viewer", "viewer", "owner", "forbidden"],
  ])("%s makes %s %s: %s", async (actor, target, role, outcome) => {
    const before = await countRows();
    expect(await change(actor, target, role)).toBe(outcome);
    const members = await listMembers(postgres(), companyId);
    const now = members.find((member) => member.personId === people[target])?.role;
    expect(now).toBe(outcome === "changed" ? role : target);
    expect((await countRows()).audit).toBe((before.audit ?? 0) + (outcome === "changed" ? 1 : 0));
  });

  it("notes who changed what", async () => {
    await change("owner", "developer", "billing");
    const entry = await postgres().auditEntry.findFirst({ where: { companyId, action: "membership.role_changed" } });
    expect(entry).toMatchObject({
      actorId: people.owner,
      subjectId: people.developer,
      before: { role: "developer" },
      after: { role: "billing" },
    });
  });

  it("is not for strangers, nor about them", async () => {
    const stranger = await signUp();
    const attempt = { companyId, role: "viewer" as const };
    expect(await changeRole(postgres(), { ...attempt, actorId: stranger.personId, personId: people.developer })).toBe(
      "forbidden",
    );
    expect(await changeRole(postgres(), { ...attempt, actorId: people.owner, personId: stranger.personId })).toBe(
      "not_member",
    );
  });

  it("ends the open invites that the new role could not send", async () => {
    const invite = (role: MembershipRole) =>
      createInvite(postgres(), { companyId, inviterId: people.admin, role }).then(({ token }) => token);
    const [asAdmin, asDeveloper] = [await invite("admin"), await invite("developer")];
    await change("owner", "admin", "developer");
    expect((await getInvite(postgres(), asAdmin))?.state).toBe("revoked");
    expect((await getInvite(postgres(), asDeveloper))?.state).toBe("open");
  });

  it("lets two owners not both step down in the same moment", async () => {
    await change("owner", "admin", "owner");
    const outcomes = await Promise.all([
      changeRole(postgres(), { companyId, actorId: people.owner, personId: people.owner, role: "viewer" }),
      changeRole(postgres(), { companyId, actorId: people.admin, personId: people.admin, role: "viewer" }),
    ]);
    expect(outcomes.sort()).toEqual(["changed", "last_owner"]);
  });
});

describe("taking somebody out", () => {
  it.each<[MembershipRole, MembershipRole, string]>([
    ["owner", "developer", "removed"],
    ["owner", "owner", "last_owner"],
    ["admin", "billing", "removed"],
    ["admin", "owner", "forbidden"],
    ["developer", "viewer", "forbidden"],
    ["viewer", "viewer", "removed"],
  ])("%s takes out %s: %s", async (actor, target, outcome) => {
    expect(await remove(actor, target)).toBe(outcome);
    const members = await listMembers(postgres(), companyId);
    expect(members).toHaveLength(outcome === "removed" ? 4 : 5);
  });

  it("sends them back to their former company", async () => {
    await remove("owner", "developer");
    const person = await getPerson(postgres(), people.developer);
    expect(person?.companyId).not.toBe(companyId);
    expect(person?.memberships.map((membership) => membership.companyId)).toEqual([person?.companyId]);
  });

  it("leaves them no link of their own to come back by", async () => {
    const inviterId = people.developer;
    const { token } = await createInvite(postgres(), { companyId, inviterId, role: "developer" });
    await remove("owner", "developer");
    expect(await acceptInvite(postgres(), { token, personId: inviterId })).toEqual({ outcome: "revoked" });
    expect(await listMembers(postgres(), companyId)).toHaveLength(4);
  });

  it("does not leave them in it when they switch to it in the same moment", async () => {
    const personId = people.viewer;
    const former = (await getPerson(postgres(), personId))?.memberships[0]?.companyId ?? "";
    await switchCompany(postgres(), { personId, companyId: former });
    let switched: Promise<boolean> | undefined;
    await postgres().$transaction(async (tx) => {
      await lockCompany(tx, companyId);
      await leaveCompany(tx, personId, companyId);
      switched = switchCompany(postgres(), { personId, companyId });
      // Time enough for it to look before the membership is gone.
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(await switched).toBe(false);
    expect((await getPerson(postgres(), personId))?.companyId).toBe(former);
  });

  it("gives them a company of their own when they have no other", async () => {
    await postgres().membership.deleteMany({ where: { personId: people.viewer, companyId: { not: companyId } } });
    await remove("owner", "viewer");
    const person = await getPerson(postgres(), people.viewer);
    expect(person?.memberships).toMatchObject([{ companyId: person?.companyId, role: "owner" }]);
    expect(person?.company?.kind).toBe("personal");
  });
});

describe("somebody's own company", () => {
  it("is switched among those they are a member of only", async () => {
    const stranger = await signUp();
    const own = await getPerson(postgres(), people.viewer);
    const former = own?.memberships[0]?.companyId ?? "";
    expect(await switchCompany(postgres(), { personId: people.viewer, companyId: former })).toBe(true);
    expect(await switchCompany(postgres(), { personId: people.viewer, companyId: stranger.companyId })).toBe(false);
    expect((await getPerson(postgres(), people.viewer))?.companyId).toBe(former);
  });

  it("is renamed by owners and admins", async () => {
    await renameCompany(postgres(), { companyId, name: " Analytical Engines ", actorId: people.admin });
    expect((await getPerson(postgres(), people.owner))?.company?.name).toBe("Analytical Engines");
    await expect(
      renameCompany(postgres(), { companyId, name: "Mine", actorId: people.developer }),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("can be a GitHub organisation they were vouched for: the first founds it, the next joins", async () => {
    const ada = await signUp({ organisations: ["Analytical-Engines"] });
    const ben = await signUp({ organisations: ["analytical-engines"] });
    const eve = await signUp({ organisations: ["elsewhere"] });
    // Ben signed up before anybody had claimed the organisation, and chooses it now.
    const choose = ({ personId }: { personId: string }) =>
      chooseOrganisation(postgres(), { personId, organisation: "analytical-engines" });
    const founded = await choose(ada);
    expect(founded).toMatchObject({ outcome: "founded" });
    const organisationId = "companyId" in founded ? founded.companyId : "";
    expect(await choose(ben)).toEqual({ outcome: "joined", companyId: organisationId });
    expect(await choose(ben)).toEqual({ outcome: "already_member", companyId: organisationId });
    expect(await choose(eve)).toEqual({ outcome: "not_vouched_for" });
    expect(await listMembers(postgres(), organisationId)).toMatchObject([
      { personId: ada.personId, role: "owner" },
      { personId: ben.personId, role: "developer" },
    ]);
    // Who signs up later with the organisation is of it at once.
    expect(await signUp({ organisations: ["analytical-engines"] })).toMatchObject({
      companyId: organisationId,
      companyReason: "github_organisation",
    });
  });
});

describe("an account that is deleted", () => {
  it("leaves no name, address, login or session, and frees the GitHub account for a new start", async () => {
    const ada = await signUp({ providerAccountId: "gone", verifiedEmails: ["ada@gone.example"], name: "Ada Gone" });
    expect(await planDeletion(postgres(), ada.personId)).toEqual({
      ownerless: [],
      emptied: [{ companyId: ada.companyId, companyName: "Gone" }],
      lastAdmin: false,
    });
    const outcome = await anonymisePerson(postgres(), ada.personId);
    expect(outcome).toBe("anonymised");
    expect(await getPerson(postgres(), ada.personId)).toMatchObject({
      name: null,
      email: null,
      image: null,
      githubLogin: null,
      deletedAt: expect.any(Date),
      accounts: [],
      memberships: [],
    });
    const again = await signUp({ providerAccountId: "gone", verifiedEmails: ["ada@gone.example"] });
    expect(again.personId).not.toBe(ada.personId);
    expect(await anonymisePerson(postgres(), ada.personId)).toBe("not_found");
  });

  it("takes the name off a company of one's own", async () => {
    const ada = await signUp({ name: "Ada Private" });
    await anonymisePerson(postgres(), ada.personId);
    const company = await postgres().company.findUniqueOrThrow({ where: { id: ada.companyId } });
    expect(`${company.name} ${company.slug}`).not.toMatch(/ada/i);
  });

  it("must hand over a company with others in it first", async () => {
    const before = await countRows();
    expect(await anonymisePerson(postgres(), people.owner)).toBe("last_owner");
    expect(await countRows()).toEqual(before);
    await change("owner", "admin", "owner");
    expect(await anonymisePerson(postgres(), people.owner)).toBe("anonymised");
  });
});
