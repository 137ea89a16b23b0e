import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signInLocally } from "@/lib/identity/sign-in-locally";
import { createApp } from "@/lib/keys/create-app";
import { disableKey } from "@/lib/keys/disable-key";
import { listKeys } from "@/lib/keys/list-keys";
import { revealSandboxKey } from "@/lib/keys/reveal-sandbox-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { GET } from "./route";

const cookies = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => (cookies.has(name) ? { value: cookies.get(name) } : undefined) }),
}));

useStores({ postgres: true });

let token: string;
let owner: AppOwner;
beforeAll(async () => {
  const login = await signInLocally(postgres(), env(), { as: "developer" });
  token = login.token;
  const { companyId } = await postgres().membership.findFirstOrThrow({ where: { personId: login.personId } });
  const app = await createApp(
    postgres(),
    { personId: login.personId, companyId: companyId },
    { name: "Depot", description: "" },
  );
  owner = { personId: login.personId, companyId, appId: app.id };
});
beforeEach(() => {
  cookies.clear();
  cookies.set("next-auth.session-token", token);
});

const ask = (query = "", headers: Record<string, string> = {}) =>
  GET(new Request(`http://127.0.0.1/api/me/sandbox-key${query}`, { headers }));
const actor = () => ({ kind: "person" as const, id: owner.personId });

describe("the reader's own key", () => {
  it("gives the newest sandbox key, or the one chosen before, and no cache keeps it", async () => {
    const first = await newKey(owner, { name: "Laptop" });
    const second = await newKey(owner, { name: "Server" });
    await newKey(owner, { name: "Live", environment: "live" });
    const answer = await ask();
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(await answer.json()).toEqual({
      keys: [
        { id: second.id, name: "Server", app: "Depot", start: second.start },
        { id: first.id, name: "Laptop", app: "Depot", start: first.start },
      ],
      chosen: { id: second.id, secret: second.secret },
    });
    expect((await (await ask(`?key=${first.id}`)).json()).chosen).toEqual({ id: first.id, secret: first.secret });
    expect((await (await ask("?key=key_gone")).json()).chosen.id).toBe(second.id);
  });

  it("gives nobody, viewers and pages of other sites nothing", async () => {
    cookies.clear();
    const nobody = await ask();
    expect(nobody.headers.get("cache-control")).toBe("private, no-store");
    expect(await nobody.json()).toEqual({ keys: [], chosen: null });
    cookies.set("next-auth.session-token", token);
    expect((await ask("", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const membership = { companyId_personId: { companyId: owner.companyId, personId: owner.personId } };
    await postgres().membership.update({ where: membership, data: { role: "viewer" } });
    expect(await (await ask()).json()).toEqual({ keys: [], chosen: null });
    await postgres().membership.update({ where: membership, data: { role: "owner" } });
    expect((await (await ask()).json()).keys).toHaveLength(2);
  });

  it("never gives another company's key", async () => {
    const foreign = await newKey(await newAppOwner());
    expect(JSON.stringify(await (await ask(`?key=${foreign.id}`)).json())).not.toContain(foreign.id);
    expect(await revealSandboxKey(postgres(), foreign.id, owner.companyId)).toBeNull();
  });

  it("forgets a key that is disabled, rolled without grace or revoked", async () => {
    const key = await newKey(owner);
    const address = { keyId: key.id, companyId: owner.companyId };
    const rolled = await rotateKey(postgres(), address, { actor: actor() }, 0);
    if (rolled.outcome !== "rotated") throw new Error(rolled.outcome);
    const reveal = (keyId: string) => revealSandboxKey(postgres(), keyId, owner.companyId);
    expect(await reveal(key.id)).toBeNull();
    expect(await reveal(rolled.key.id)).toBe(rolled.secret);
    const next = { keyId: rolled.key.id, companyId: owner.companyId };
    await disableKey(postgres(), next, actor());
    expect(await reveal(rolled.key.id)).toBeNull();
    await revokeKey(postgres(), next, actor(), "test");
    const rows = await postgres().apiKey.findMany({ where: { id: { in: [key.id, rolled.key.id] } } });
    expect(rows.map((row) => row.sealedSecret)).toEqual([null, null]);
  });
});

describe("what is stored", () => {
  it("is no readable secret, and of a live key nothing: the table refuses it", async () => {
    const sandbox = await newKey(owner);
    const live = await newKey(owner, { environment: "live" });
    const row = await postgres().apiKey.findUniqueOrThrow({ where: { id: sandbox.id } });
    expect(row.sealedSecret).toMatch(/^v1\./);
    expect(JSON.stringify(row)).not.toContain(sandbox.secret);
    expect((await postgres().apiKey.findUniqueOrThrow({ where: { id: live.id } })).sealedSecret).toBeNull();
    const forced = postgres().apiKey.update({ where: { id: live.id }, data: { sealedSecret: row.sealedSecret } });
    await expect(forced).rejects.toThrow(/sealed_secret_check/);
    expect(await revealSandboxKey(postgres(), live.id, owner.companyId)).toBeNull();
  });

  it("opens for its own key only, and is in no list", async () => {
    const [one, other] = [await newKey(owner), await newKey(owner)];
    const { sealedSecret } = await postgres().apiKey.findUniqueOrThrow({ where: { id: one.id } });
    await postgres().apiKey.update({ where: { id: other.id }, data: { sealedSecret } });
    expect(await revealSandboxKey(postgres(), other.id, owner.companyId)).toBeNull();
    const listed = JSON.stringify(await listKeys(postgres(), { companyId: owner.companyId, withRevoked: true }));
    expect(listed).not.toContain(sealedSecret);
    expect(listed).not.toContain(one.secret);
  });
});
