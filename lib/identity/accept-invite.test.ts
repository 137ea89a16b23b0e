import { afterEach, describe, expect, it } from "vitest";
import { dayMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { acceptInvite } from "./accept-invite";
import { createInvite, inviteDays } from "./create-invite";
import { getInvite } from "./get-invite";
import { getPerson } from "./get-person";
import { listInvites } from "./list-invites";
import { revokeInvite } from "./revoke-invite";
import { countRows, recorded, signUp } from "./testing/identity-fixtures";

useStores({ postgres: true });
afterEach(() => shiftClock(0));

/** Ada with a company, and an invite of hers. */
async function invited(role: "developer" | "viewer" = "developer") {
  const ada = await signUp({ name: "Ada Okafor" });
  const invite = await createInvite(postgres(), { companyId: ada.companyId, inviterId: ada.personId, role });
  return { ada, ...invite };
}

describe("an invite", () => {
  it("is stored without its secret, and found by it", async () => {
    const { ada, inviteId, token } = await invited();
    const row = await postgres().invite.findUniqueOrThrow({ where: { id: inviteId } });
    expect(row.tokenHash).toBe(hashSecret(token));
    expect(JSON.stringify([row, await recorded(), await postgres().auditEntry.findMany()])).not.toContain(token);
    expect(await getInvite(postgres(), token)).toMatchObject({
      id: inviteId,
      state: "open",
      companyId: ada.companyId,
      companyName: "Ada Okafor",
      inviterId: ada.personId,
      inviterName: "Ada Okafor",
      role: "developer",
    });
    expect(await getInvite(postgres(), `${token}x`)).toBeNull();
    expect((await recorded("invite_sent")).at(-1)).toMatchObject({
      userId: ada.personId,
      properties: { invite_id: inviteId, role: "developer" },
      context: { waymark: { companyId: ada.companyId } },
    });
  });

  it("brings somebody who signs up with it into the company, whatever their address says", async () => {
    const { ada, inviteId, token } = await invited("viewer");
    const ben = await signUp({ verifiedEmails: ["ben@elsewhere.example"], inviteToken: token, visitorId: "vis_ben" });
    expect(ben).toMatchObject({ companyId: ada.companyId, companyReason: "invite" });
    expect((await recorded("signed_up")).at(-1)).toMatchObject({
      userId: ben.personId,
      anonymousId: "vis_ben",
      properties: { company_reason: "invite", invite_id: inviteId, inviter_id: ada.personId },
      context: { waymark: { companyId: ada.companyId } },
    });
    expect((await recorded("invite_accepted")).at(-1)).toMatchObject({
      userId: ben.personId,
      properties: { invite_id: inviteId, inviter_id: ada.personId },
    });
    expect((await recorded("company_joined")).at(-1)).toMatchObject({
      properties: { role: "viewer", reason: "invite" },
    });
    expect(await getInvite(postgres(), token)).toMatchObject({ state: "used" });
    expect((await getPerson(postgres(), ben.personId))?.memberships).toMatchObject([{ role: "viewer" }]);
    // A company of one's own with two people in it is an organisation.
    expect((await getPerson(postgres(), ada.personId))?.company?.kind).toBe("organisation");
  });

  it("moves the future, not the past, of somebody who has an account", async () => {
    const { ada, inviteId, token } = await invited();
    const ben = await signUp();
    expect(await acceptInvite(postgres(), { token, personId: ben.personId })).toMatchObject({
      outcome: "joined",
      companyId: ada.companyId,
    });
    const person = await getPerson(postgres(), ben.personId);
    expect(person?.companyId).toBe(ada.companyId);
    expect(person?.memberships.map((membership) => membership.companyId)).toEqual([ben.companyId, ada.companyId]);
    expect((await recorded("invite_accepted")).at(-1)).toMatchObject({
      userId: ben.personId,
      properties: { invite_id: inviteId, inviter_id: ada.personId },
      context: { waymark: { companyId: ada.companyId } },
    });
    const link = await postgres().identityLink.findFirst({
      where: { kind: "person_company", personId: ben.personId, companyId: ada.companyId },
    });
    expect(link).toMatchObject({ reason: "invite", actorId: ada.personId, eventId: expect.stringMatching(/^evt_/) });
  });

  it("works once", async () => {
    const { token } = await invited();
    const [one, two] = [await signUp(), await signUp()];
    const outcomes = await Promise.all(
      [one, two].map(({ personId }) => acceptInvite(postgres(), { token, personId }).then((taken) => taken.outcome)),
    );
    expect(outcomes.sort()).toEqual(["joined", "used"]);
  });

  it("works once also when two sign up with it in the same moment: the other gets a company of their own", async () => {
    const { ada, token } = await invited();
    const both = await Promise.all([signUp({ inviteToken: token }), signUp({ inviteToken: token })]);
    expect(both.map((made) => made.companyReason).sort()).toEqual(["invite", "personal"]);
    expect(await postgres().membership.count({ where: { companyId: ada.companyId } })).toBe(2);
  });

  it("is not used up by a member who opens it", async () => {
    const { ada, token } = await invited();
    expect(await acceptInvite(postgres(), { token, personId: ada.personId })).toMatchObject({
      outcome: "already_member",
    });
    expect(await getInvite(postgres(), token)).toMatchObject({ state: "open" });
  });

  it(`ends after ${inviteDays} days`, async () => {
    const { token } = await invited();
    const ben = await signUp();
    shiftClock(inviteDays * dayMs - 60_000);
    expect(await getInvite(postgres(), token)).toMatchObject({ state: "open" });
    shiftClock(inviteDays * dayMs + 60_000);
    expect(await acceptInvite(postgres(), { token, personId: ben.personId })).toEqual({ outcome: "expired" });
    const late = await signUp({ inviteToken: token });
    expect(late.companyReason).toBe("personal");
  });

  it("can be revoked by its maker and by owners, and by nobody else", async () => {
    const { ada, inviteId, token } = await invited();
    const stranger = await signUp();
    await expect(revokeInvite(postgres(), { inviteId, actorId: stranger.personId })).rejects.toThrow("not a member");

    const { token: second } = await createInvite(postgres(), {
      companyId: ada.companyId,
      inviterId: ada.personId,
      role: "developer",
    });
    const ben = await signUp({ inviteToken: second });
    await expect(revokeInvite(postgres(), { inviteId, actorId: ben.personId })).rejects.toThrow(
      "Only owners and admins",
    );

    expect(await revokeInvite(postgres(), { inviteId, actorId: ada.personId })).toBe(true);
    expect(await revokeInvite(postgres(), { inviteId, actorId: ada.personId })).toBe(false);
    expect(await acceptInvite(postgres(), { token, personId: stranger.personId })).toEqual({ outcome: "revoked" });
    expect(await listInvites(postgres(), ada.companyId)).toMatchObject([
      { state: "used", acceptedByName: expect.any(String) },
      { id: inviteId, state: "revoked" },
    ]);
  });

  it("that never was is not found, and changes nothing", async () => {
    const ben = await signUp();
    const before = await countRows();
    expect(await acceptInvite(postgres(), { token: "made-up", personId: ben.personId })).toEqual({
      outcome: "not_found",
    });
    expect(await countRows()).toEqual(before);
  });

  it("cannot hand out more than its maker may", async () => {
    const { ada, token } = await invited();
    const ben = await signUp({ inviteToken: token });
    const invite = (inviterId: string, role: "owner" | "admin" | "developer", companyId = ada.companyId) =>
      createInvite(postgres(), { companyId, inviterId, role });
    await expect(invite(ben.personId, "admin")).rejects.toMatchObject({ code: "forbidden" });
    await expect(invite(ben.personId, "developer")).resolves.toBeDefined();
    await expect(invite(ben.personId, "developer", (await signUp()).companyId)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(invite(ada.personId, "owner")).resolves.toBeDefined();
  });
});
