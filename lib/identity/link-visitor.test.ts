import { describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getVisitorLink } from "./get-visitor-link";
import { linkVisitor } from "./link-visitor";
import { recordSignIn } from "./record-sign-in";
import { countRows, recorded, signUp } from "./testing/identity-fixtures";

useStores({ postgres: true });

const linksOf = (visitorId: string) =>
  postgres().identityLink.findMany({ where: { kind: "visitor_person", subject: visitorId }, orderBy: { id: "asc" } });
const last = async (name: string) => (await recorded(name)).at(-1);

describe("rule 1: aliases tie a visitor to a person and their company", () => {
  it("at sign-up", async () => {
    const ada = await signUp({ visitorId: "vis_one" });
    expect(await getVisitorLink(postgres(), "vis_one")).toMatchObject({
      personId: ada.personId,
      companyId: ada.companyId,
    });
  });

  it("once each: signing in again with the same browser adds no row", async () => {
    const ada = await signUp({ visitorId: "vis_again" });
    const tie = await recordSignIn(postgres(), { personId: ada.personId, provider: "github", visitorId: "vis_again" });
    expect(tie).toEqual({ visitorId: "vis_again", rotated: false });
    expect(await linksOf("vis_again")).toHaveLength(1);
    expect(
      await postgres().$transaction((tx) =>
        linkVisitor(tx, { visitorId: "vis_again", personId: ada.personId, reason: "x" }),
      ),
    ).toBe("already_linked");
  });

  it("from a second browser too", async () => {
    const ada = await signUp({ visitorId: "vis_laptop" });
    await recordSignIn(postgres(), { personId: ada.personId, provider: "github", visitorId: "vis_phone" });
    expect(await getVisitorLink(postgres(), "vis_phone")).toMatchObject({ personId: ada.personId });
  });
});

describe("rule 2: the linking event carries both, so that the ledger's past follows", () => {
  it("signed_up and signed_in name visitor, person and company", async () => {
    const ada = await signUp({ visitorId: "vis_two" });
    expect(await last("signed_up")).toMatchObject({
      anonymousId: "vis_two",
      userId: ada.personId,
      context: { waymark: { companyId: ada.companyId } },
    });
    await recordSignIn(postgres(), { personId: ada.personId, provider: "github", visitorId: "vis_two_b" });
    const signedIn = await last("signed_in");
    expect(signedIn).toMatchObject({ anonymousId: "vis_two_b", userId: ada.personId });
    expect((await linksOf("vis_two_b"))[0]).toMatchObject({ reason: "signed_in", eventId: signedIn?.messageId });
  });

  it("somebody without a visitor (privacy signal, no cookie) is recorded without one", async () => {
    const quiet = await signUp();
    expect(quiet.visitorId).toBeUndefined();
    expect(await last("signed_up")).not.toHaveProperty("anonymousId");
    expect(await postgres().identityLink.count({ where: { kind: "visitor_person", personId: quiet.personId } })).toBe(
      0,
    );
  });
});

describe("rule 3: two persons never merge", () => {
  it("B signs up in A's browser: A keeps the visitor, B gets a new one", async () => {
    const a = await signUp({ visitorId: "vis_shared" });
    const b = await signUp({ visitorId: "vis_shared" });
    expect(b.rotated).toBe(true);
    expect(b.visitorId).toMatch(/^vis_/);
    expect(b.visitorId).not.toBe("vis_shared");
    expect((await linksOf("vis_shared")).map((link) => link.personId)).toEqual([a.personId]);
    expect(await getVisitorLink(postgres(), b.visitorId ?? "")).toMatchObject({ personId: b.personId });
    expect(await last("signed_up")).toMatchObject({ anonymousId: b.visitorId, userId: b.personId });
  });

  it("B signs in in A's browser: the same", async () => {
    const a = await signUp({ visitorId: "vis_family" });
    const b = await signUp({ visitorId: "vis_office" });
    const tie = await recordSignIn(postgres(), { personId: b.personId, provider: "github", visitorId: "vis_family" });
    expect(tie.rotated).toBe(true);
    expect(await last("signed_in")).toMatchObject({ anonymousId: tie.visitorId, userId: b.personId });
    expect(await getVisitorLink(postgres(), "vis_family")).toMatchObject({ personId: a.personId });
  });

  it("even when several sign in in the same moment: one gets the browser, the others new visitors", async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => signUp()));
    for (let round = 0; round < 5; round++) {
      const visitorId = `vis_moment_${round}`;
      const ties = await Promise.all(
        people.map(({ personId }) => recordSignIn(postgres(), { personId, provider: "github", visitorId })),
      );
      expect(ties.filter((tie) => tie.rotated)).toHaveLength(5);
      expect(await linksOf(visitorId)).toHaveLength(1);
    }
  });

  it("linkVisitor says so and writes nothing", async () => {
    const a = await signUp({ visitorId: "vis_taken" });
    const b = await signUp();
    const before = await countRows();
    const outcome = await postgres().$transaction((tx) =>
      linkVisitor(tx, { visitorId: "vis_taken", personId: b.personId, reason: "test" }),
    );
    expect(outcome).toBe("linked_to_another");
    expect(await countRows()).toEqual(before);
    expect(await getVisitorLink(postgres(), "vis_taken")).toMatchObject({ personId: a.personId });
  });

  it("a link that was undone frees the visitor", async () => {
    const a = await signUp({ visitorId: "vis_undone" });
    await postgres().identityLink.updateMany({
      where: { subject: "vis_undone" },
      data: { undoneAt: new Date(), undoneBy: a.personId },
    });
    const b = await signUp({ visitorId: "vis_undone" });
    expect(b).toMatchObject({ visitorId: "vis_undone", rotated: false });
  });
});

describe("rule 4: ids that stand for nobody tie nobody", () => {
  it.each(["", "0", "null", "undefined", "guest", "anonymous", "you@example.com"])("%j", async (visitorId) => {
    const person = await signUp({ visitorId });
    expect(person.visitorId).toBeUndefined();
    expect(person.rotated).toBe(false);
    expect(await last("signed_up")).not.toHaveProperty("anonymousId");
    const outcome = await postgres().$transaction((tx) =>
      linkVisitor(tx, { visitorId, personId: person.personId, reason: "test" }),
    );
    expect(outcome).toBe("refused");
    expect(await linksOf(visitorId)).toEqual([]);
  });
});
