import { describe, expect, it, vi } from "vitest";
import { env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { hashSecret, randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { authenticateToken } from "./authenticate-token";
import { createServiceToken } from "./create-service-token";
import { internalToken } from "./internal-token";
import { requireScope } from "./require-scope";
import { revokeServiceToken } from "./revoke-service-token";
import { tokenScopes } from "./schema";

useStores({ postgres: true, env: { WAYMARK_SERVICE_TOKEN: "svc_bootstrap-for-this-test" } });

const authenticate = (token: string) => authenticateToken(postgres(), `Bearer ${token}`);

describe("a service token", () => {
  it("is known by its secret, which is stored as SHA-256 only", async () => {
    const { tokenId, secret } = await createServiceToken(postgres(), {
      ...{ name: "gateway", createdBy: "per_1" },
      scopes: ["keys:verify", "keys:verify", "usage:write"],
    });
    expect(secret).toMatch(/^svc_[0-9A-Za-z]{48}$/);
    expect(await authenticate(secret)).toEqual({ tokenId, scopes: ["keys:verify", "usage:write"] });
    const row = await postgres().serviceToken.findUniqueOrThrow({ where: { id: tokenId } });
    expect(row).toMatchObject({ hash: hashSecret(secret), start: secret.slice(0, 8) });
    const audit = await postgres().auditEntry.findMany({ where: { subjectId: tokenId } });
    expect(audit).toMatchObject([{ action: "token.created", actorId: "per_1" }]);
    expect(JSON.stringify([row, audit])).not.toContain(secret.slice(8));
  });

  it("revoked is unknown within a second, also where no feed tells of it", async () => {
    const { tokenId, secret } = await createServiceToken(postgres(), { name: "x", scopes: ["manage"] });
    expect(await authenticate(secret)).not.toBeNull();
    expect(await revokeServiceToken(postgres(), tokenId, "per_1")).toBe(true);
    await expect.poll(() => authenticate(secret), { timeout: 1_200, interval: 50 }).toBeNull();
  });

  it("that somebody made up costs next to nothing, however many come", async () => {
    const { tokenId, secret } = await createServiceToken(postgres(), { name: "busy", scopes: ["manage"] });
    const asked = vi.spyOn(postgres().serviceToken, "findMany");
    const begun = performance.now();
    const guesses = await Promise.all(
      Array.from({ length: 10_000 }, () => authenticate(`svc_${randomBase62(40)}`)).concat(authenticate(secret)),
    );
    expect(asked.mock.calls.length).toBeLessThanOrEqual(3 + Math.ceil((performance.now() - begun) / 200));
    asked.mockRestore();
    expect(guesses.filter((identity) => identity !== null)).toMatchObject([{ tokenId }]);
  });

  it.each(["", "svc_", "svc_unknown", "key", "svc_".padEnd(300, "x"), "svc_\0"])("%j is nobody", async (token) => {
    expect(await authenticate(token)).toBeNull();
  });

  it("comes as Bearer and no other way", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "x", scopes: ["manage"] });
    for (const header of [undefined, secret, `Basic ${secret}`, `Bearer${secret}`, `Token ${secret}`]) {
      expect(await authenticateToken(postgres(), header)).toBeNull();
    }
    expect(await authenticateToken(postgres(), `bearer  ${secret} `)).not.toBeNull();
  });
});

describe("the tokens of the settings", () => {
  it("are the bootstrap token and the house's own, with all scopes", async () => {
    expect(await authenticate("svc_bootstrap-for-this-test")).toEqual({ tokenId: "env", scopes: tokenScopes });
    expect(await authenticate(internalToken())).toEqual({ tokenId: "internal", scopes: tokenScopes });
    expect(internalToken()).toMatch(/^svc_[\w-]{43}$/);
    expect(internalToken()).not.toContain(env().NEXTAUTH_SECRET);
  });

  it("follow the settings: another portal's own token is nobody here", async () => {
    const before = internalToken();
    const settings = { DATABASE_URL: env().DATABASE_URL, NEXTAUTH_SECRET: "another-secret-for-tests" };
    setEnv(settings);
    expect(internalToken()).not.toBe(before);
    expect(await authenticate(before)).toBeNull();
    expect(await authenticate("svc_bootstrap-for-this-test")).toBeNull();
  });
});

describe("requireScope", () => {
  it("passes who has it, and tells apart who is unknown and who may not", () => {
    const identity = { tokenId: "tok_1", scopes: ["keys:verify"] as const };
    expect(requireScope(identity, "keys:verify")).toBe(identity);
    expect(() => requireScope(identity, "manage")).toThrow(expect.objectContaining({ code: "forbidden" }));
    expect(() => requireScope(null, "manage")).toThrow(expect.objectContaining({ code: "unauthorized" }));
  });
});
