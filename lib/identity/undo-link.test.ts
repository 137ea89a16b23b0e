import { beforeEach, describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getVisitorLink } from "./get-visitor-link";
import { reconcileLinks, reconcileStart } from "./reconcile-links";
import { recordSignIn } from "./record-sign-in";
import { recorded, signUp } from "./testing/identity-fixtures";
import { deliverToLedger, dictionaryOf, ledgerPages } from "./testing/ledger-fixtures";
import { redoLink, undoLink } from "./undo-link";

useStores({ postgres: true, clickhouse: true });

const linkOf = async (visitorId: string, personId: string) =>
  postgres().identityLink.findFirstOrThrow({ where: { kind: "visitor_person", subject: visitorId, personId } });
const age = (hours: number) => new Date(Date.now() - hours * 3_600_000);
/** As old as what a job may look at. */
const makeOld = () => postgres().identityLink.updateMany({ data: { createdAt: age(1) } });

beforeEach(async () => {
  await postgres().eventOutbox.deleteMany();
});

describe("rule 6: a tie can be undone, and says what it changed", () => {
  it("gives the anonymous past back; redo takes it again", async () => {
    await ledgerPages("vis_home", 3, "vst_1");
    await ledgerPages("vis_home", 2, "vst_2");
    const ada = await signUp({ visitorId: "vis_home" });
    await deliverToLedger();
    expect(await dictionaryOf("vis_home")).toBe(ada.personId);

    const link = await linkOf("vis_home", ada.personId);
    const undone = await undoLink(postgres(), { linkId: link.id, actorId: "per_staff", reason: "a shared device" });
    expect(undone).toEqual({ outcome: "undone", events: 5, visits: 2, nowPersonId: null });
    expect(await getVisitorLink(postgres(), "vis_home")).toBeNull();
    await deliverToLedger();
    expect(await dictionaryOf("vis_home")).toBe("");
    expect(await linkOf("vis_home", ada.personId)).toMatchObject({
      undoneBy: "per_staff",
      undoReason: "a shared device",
      undoneEvents: 5,
      undoneVisits: 2,
    });
    const entry = await postgres().auditEntry.findFirstOrThrow({ where: { action: "identity.link_undone" } });
    expect(entry).toMatchObject({
      actorId: "per_staff",
      subjectId: ada.personId,
      before: { person: ada.personId },
      after: { reason: "a shared device", events: 5, visits: 2, person: null },
    });

    expect(await undoLink(postgres(), { linkId: link.id, actorId: "per_staff", reason: "again" })).toEqual({
      outcome: "unchanged",
    });
    const redone = await redoLink(postgres(), { linkId: link.id, actorId: "per_staff", reason: "it was hers" });
    expect(redone).toEqual({ outcome: "redone", events: 5, visits: 2, nowPersonId: ada.personId });
    await deliverToLedger();
    expect(await dictionaryOf("vis_home")).toBe(ada.personId);
  });

  it("the next tie of the visitor holds what the undone one held", async () => {
    const ada = await signUp({ visitorId: "vis_desk" });
    const ben = await signUp();
    // A site of the owner's named him there too, later: kept, and without effect while hers counts.
    await deliverToLedger([{ visitorId: "vis_desk", personId: ben.personId }]);
    await makeOld();
    await reconcileLinks(postgres(), reconcileStart);
    expect(await getVisitorLink(postgres(), "vis_desk")).toMatchObject({ personId: ada.personId });
    const { id } = await linkOf("vis_desk", ada.personId);
    expect(await undoLink(postgres(), { linkId: id, actorId: "per_staff", reason: "not her" })).toMatchObject({
      nowPersonId: ben.personId,
    });
    await deliverToLedger();
    expect(await dictionaryOf("vis_desk")).toBe(ben.personId);
    // His was never in the way: undone, it moves nothing of hers.
  });

  it("who signs in again in that browser gets a new visitor; the past stays given back", async () => {
    const ada = await signUp({ visitorId: "vis_cafe" });
    const { id } = await linkOf("vis_cafe", ada.personId);
    await deliverToLedger();
    await undoLink(postgres(), { linkId: id, actorId: "per_staff", reason: "not her" });
    const tie = await recordSignIn(postgres(), { personId: ada.personId, provider: "github", visitorId: "vis_cafe" });
    expect(tie.rotated).toBe(true);
    await deliverToLedger();
    expect(await dictionaryOf("vis_cafe")).toBe("");
    expect(await dictionaryOf(tie.visitorId ?? "")).toBe(ada.personId);
  });

  it("needs a reason; company ties end, they are not undone", async () => {
    const ada = await signUp({ visitorId: "vis_r" });
    const { id } = await linkOf("vis_r", ada.personId);
    await expect(undoLink(postgres(), { linkId: id, actorId: "per_s", reason: " " })).rejects.toThrow("must say why");
    const company = await postgres().identityLink.findFirstOrThrow({
      where: { kind: "person_company", personId: ada.personId },
    });
    expect(await undoLink(postgres(), { linkId: company.id, actorId: "per_s", reason: "wrong one" })).toEqual({
      outcome: "not_undoable",
    });
    expect(await undoLink(postgres(), { linkId: "lnk_none", actorId: "per_s", reason: "wrong one" })).toEqual({
      outcome: "not_found",
    });
  });
});

describe("the merge ledger and the aliases, killed between the two", () => {
  const run = () => reconcileLinks(postgres(), reconcileStart);
  const counts = async () => {
    const { noted, told, corrected } = await run();
    return { noted, told, corrected };
  };
  beforeEach(async () => {
    await deliverToLedger();
    await makeOld();
    await run();
    await deliverToLedger();
  });

  it("a tie that only the events know is noted", async () => {
    const ada = await signUp();
    await deliverToLedger([{ visitorId: "vis_only_ch", personId: ada.personId }]);
    expect(await getVisitorLink(postgres(), "vis_only_ch")).toBeNull();
    expect(await counts()).toEqual({ noted: 1, told: 0, corrected: 0 });
    expect(await getVisitorLink(postgres(), "vis_only_ch")).toMatchObject({
      personId: ada.personId,
      companyId: ada.companyId,
    });
    expect(await counts()).toEqual({ noted: 0, told: 0, corrected: 0 });
  });

  it("a tie whose event was lost is told again, as of its time", async () => {
    const ada = await signUp({ visitorId: "vis_only_pg" });
    await postgres().eventOutbox.deleteMany();
    expect(await counts()).toEqual({ noted: 0, told: 0, corrected: 0 });
    await makeOld();
    expect(await counts()).toEqual({ noted: 0, told: 1, corrected: 0 });
    const { occurredAt } = await linkOf("vis_only_pg", ada.personId);
    expect((await recorded("visitor_identified"))[0]).toMatchObject({ timestamp: occurredAt.toISOString() });
    await deliverToLedger();
    expect(await dictionaryOf("vis_only_pg")).toBe(ada.personId);
    expect(await counts()).toEqual({ noted: 0, told: 0, corrected: 0 });
  });

  it("an undo whose event was lost is told again, and one that a restored backup forgot is taken from the ledger", async () => {
    const ada = await signUp({ visitorId: "vis_lost" });
    await deliverToLedger();
    const { id } = await linkOf("vis_lost", ada.personId);
    await undoLink(postgres(), { linkId: id, actorId: "per_staff", reason: "not her" });
    await postgres().eventOutbox.deleteMany();
    await postgres().identityLink.update({ where: { id }, data: { correctedAt: age(1), createdAt: age(2) } });
    expect(await counts()).toEqual({ noted: 0, told: 0, corrected: 1 });
    await deliverToLedger();
    expect(await dictionaryOf("vis_lost")).toBe("");

    const forgotten = { correctedAt: null, undoneAt: null, undoneBy: null, undoReason: null };
    await postgres().identityLink.update({ where: { id }, data: forgotten });
    expect(await counts()).toEqual({ noted: 0, told: 0, corrected: 1 });
    expect(await getVisitorLink(postgres(), "vis_lost")).toBeNull();
    expect(await counts()).toEqual({ noted: 0, told: 0, corrected: 0 });
  });

  it("an earlier tie that comes late turns both round", async () => {
    const ada = await signUp();
    const ben = await signUp({ visitorId: "vis_turn" });
    await deliverToLedger([{ visitorId: "vis_turn", personId: ada.personId, at: age(5) }]);
    expect(await dictionaryOf("vis_turn")).toBe(ada.personId);
    expect(await getVisitorLink(postgres(), "vis_turn")).toMatchObject({ personId: ben.personId });
    await run();
    expect(await getVisitorLink(postgres(), "vis_turn")).toMatchObject({ personId: ada.personId });
  });
});

describe("ids of the owner's own systems (rule 1)", () => {
  it("an alias by a service ties them, also for the past", async () => {
    const ada = await signUp();
    await deliverToLedger([{ visitorId: "user-4711", personId: ada.personId }]);
    expect(await dictionaryOf("user:user-4711")).toBe(ada.personId);
    await makeOld();
    await run();
    const link = await postgres().identityLink.findFirstOrThrow({ where: { kind: "external_person" } });
    expect(link).toMatchObject({ subject: "user-4711", personId: ada.personId });
    await undoLink(postgres(), { linkId: link.id, actorId: "per_staff", reason: "another 4711" });
    await deliverToLedger();
    expect(await dictionaryOf("user:user-4711")).toBe("");
  });
  const run = () => reconcileLinks(postgres(), reconcileStart);
});
