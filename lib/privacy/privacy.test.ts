import { beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createAuthSession } from "@/lib/identity/create-auth-session";
import { createInvite } from "@/lib/identity/create-invite";
import { createPersonFromProvider } from "@/lib/identity/create-person-from-provider";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { createKeyInput } from "@/lib/keys/schema";
import { deletePerson } from "./delete-person";
import { exportPerson } from "./export-person";

useStores({ postgres: true, clickhouse: true });

let count = 0;
function signUp(name: string, visitorId: string, more: { verifiedEmails?: string[]; inviteToken?: string } = {}) {
  return createPersonFromProvider(postgres(), {
    provider: "github",
    providerAccountId: `${++count}`,
    name,
    image: "https://avatars.example/1.png",
    githubLogin: `${name.toLowerCase().replace(" ", "-")}`,
    organisations: [],
    visitorId,
    verifiedEmails: [],
    ...more,
  });
}

/** An app with a sandbox key of this person's. */
async function buildSomething(personId: string, companyId: string): Promise<string> {
  const app = await createApp(postgres(), { companyId, personId }, { name: "Parcel bot", description: "" });
  const made = await createKey(
    postgres(),
    { appId: app.id, companyId, personId, actor: { kind: "person", id: personId } },
    createKeyInput.parse({ environment: "sandbox", name: "first" }),
    { emailVerified: false, sandboxSucceeded: false, certified: false },
  );
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.key.id;
}

describe("the export of a person", () => {
  let ada: Awaited<ReturnType<typeof signUp>>;
  beforeAll(async () => {
    ada = await signUp("Ada Okafor", "vis_ada", { verifiedEmails: ["ada@analytical.example"] });
    await createAuthSession(postgres(), { personId: ada.personId, token: "adas-token" });
    await buildSomething(ada.personId, ada.companyId);
    const row = (event_id: string, visitor_id: string, person_id: string, name = "page_viewed") => ({
      event_id,
      name,
      occurred_at: `2026-11-20 10:00:0${event_id.length}.000`,
      received_at: "2026-11-20 10:01:00.000",
      visitor_id,
      person_id,
      path: "/docs",
      properties: JSON.stringify({ path: "/docs" }),
    });
    await clickhouse().insert({
      table: "events",
      format: "JSONEachRow",
      values: [
        row("a", "vis_ada", ""),
        row("bb", "vis_ada", ada.personId, "signed_up"),
        row("ccc", "", ada.personId, "app_created"),
        row("dddd", "vis_ada", "per_somebody_else"),
        row("eeeee", "vis_stranger", ""),
      ],
    });
  });

  it("holds profile, company, apps, keys and the events of person and visitor, nobody else's", async () => {
    const data = await exportPerson(postgres(), ada.personId);
    expect(data).toMatchObject({
      profile: { name: "Ada Okafor", email: "ada@analytical.example" },
      memberships: [{ companyName: "Analytical", role: "owner" }],
      accounts: [{ provider: "github" }],
      apps: [{ name: "Parcel bot" }],
      keys: [{ name: "first", createdById: ada.personId }],
      eventsTruncated: false,
    });
    expect(data?.events.map((event) => event.event_id)).toEqual(["a", "bb", "ccc"]);
    expect(data?.events[0]?.properties).toEqual({ path: "/docs" });
    expect(data?.links.map((link) => link.kind)).toEqual(["visitor_person", "person_company"]);
  });

  it("holds the keys they made also where colleagues made hundreds after them", async () => {
    const { keys } = (await exportPerson(postgres(), ada.personId)) ?? { keys: [] };
    const appId = keys[0]?.appId ?? "";
    const colleagues = Array.from({ length: 150 }, (_, index) => ({
      ...{ id: newId("apiKey"), appId, companyId: ada.companyId, createdById: "per_colleague", name: "theirs" },
      ...{ environment: "sandbox" as const, prefix: "pwy_sbx", start: "pwy_sbx_0000", hash: `colleague ${index}` },
    }));
    await postgres().apiKey.createMany({ data: colleagues });
    expect((await exportPerson(postgres(), ada.personId))?.keys).toEqual(keys);
    expect(keys).toHaveLength(1);
  });

  it("holds no secret and no hash", async () => {
    const { hash } = await postgres().apiKey.findFirstOrThrow();
    const { sessionToken } = await postgres().authSession.findFirstOrThrow();
    await createInvite(postgres(), { companyId: ada.companyId, inviterId: ada.personId, role: "developer" });
    const { tokenHash } = await postgres().invite.findFirstOrThrow();
    const text = JSON.stringify(await exportPerson(postgres(), ada.personId));
    for (const secret of [hash, sessionToken, tokenHash, "adas-token"]) expect(text).not.toContain(secret);
  });

  it("of nobody is nothing", async () => expect(await exportPerson(postgres(), "per_nobody")).toBeNull());
});

describe("deleting an account", () => {
  it("ends keys and certificates with it, and leaves no name anywhere", async () => {
    const grace = await signUp("Grace Lindqvist", "vis_grace");
    const keyId = await buildSomething(grace.personId, grace.companyId);
    await postgres().certification.create({
      data: {
        id: newId("certification"),
        kind: "developer",
        code: "GRACE-1",
        personId: grace.personId,
        companyId: grace.companyId,
        holderName: "Grace Lindqvist",
      },
    });
    expect(await deletePerson(postgres(), grace.personId)).toBe("deleted");
    expect((await listKeys(postgres(), { companyId: grace.companyId })).data).toEqual([]);
    const kept = await postgres().apiKey.findUniqueOrThrow({ where: { id: keyId } });
    expect(kept).toMatchObject({ revokedAt: expect.any(Date), revokeReason: "The account was deleted." });
    expect(await postgres().certification.findUnique({ where: { code: "GRACE-1" } })).toMatchObject({
      holderName: "Deleted account",
      revokedAt: expect.any(Date),
    });
    const everything = JSON.stringify([
      await postgres().person.findMany(),
      await postgres().company.findMany(),
      await postgres().account.findMany(),
      await postgres().certification.findMany(),
      await postgres().eventOutbox.findMany(),
    ]);
    expect(everything).not.toMatch(/grace.lindqvist/i);
    expect(await deletePerson(postgres(), grace.personId)).toBe("not_found");
  });

  it("leaves the company's keys alone while others are in it, and refuses to leave it without an owner", async () => {
    const owner = await signUp("Olu Owner", "vis_owner");
    const invite = await createInvite(postgres(), {
      companyId: owner.companyId,
      inviterId: owner.personId,
      role: "developer",
    });
    const ben = await signUp("Ben Duarte", "vis_ben", { inviteToken: invite.token });
    await buildSomething(ben.personId, owner.companyId);
    expect(await deletePerson(postgres(), owner.personId)).toBe("last_owner");
    expect(await deletePerson(postgres(), ben.personId)).toBe("deleted");
    expect((await listKeys(postgres(), { companyId: owner.companyId })).data).toHaveLength(1);
  });
});
