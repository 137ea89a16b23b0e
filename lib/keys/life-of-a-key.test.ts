import { afterEach, describe, expect, it } from "vitest";
import { dayMs, hourMs, now, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { recorded } from "@/lib/identity/testing/identity-fixtures";
import { checkLivePolicy } from "./check-live-policy";
import { createApp } from "./create-app";
import { createKey } from "./create-key";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { getApp } from "./get-app";
import { getKey } from "./get-key";
import { listApps } from "./list-apps";
import { listKeys } from "./list-keys";
import { revokeKey } from "./revoke-key";
import { rotateKey } from "./rotate-key";
import { type Actor, createKeyInput, noLiveKeyFacts, updateKeyInput } from "./schema";
import { newAppOwner, newKey } from "./testing/key-fixtures";
import { updateKey } from "./update-key";

useStores({ postgres: true });
afterEach(() => shiftClock(0));

const staff: Actor = { kind: "person", id: "per_staff" };

async function audits(subjectId: string) {
  const rows = await postgres().auditEntry.findMany({ where: { subjectId }, orderBy: { id: "asc" } });
  return rows.map(({ action, actorKind, actorId, companyId, before, after }) => ({
    ...{ action, actorKind, actorId, companyId, before, after },
  }));
}

describe("an app", () => {
  it("is made with its event and audit entry, and is its company's only", async () => {
    const { personId, companyId, appId } = await newAppOwner();
    const other = await newAppOwner();
    expect(await getApp(postgres(), appId, companyId)).toMatchObject({
      id: appId,
      name: "Depot",
      createdById: personId,
    });
    expect(await getApp(postgres(), appId, other.companyId)).toBeNull();
    const [event] = (await recorded("app_created")).filter((one) => one.context.waymark.appId === appId);
    expect(event).toMatchObject({ userId: personId, properties: { app_name: "Depot" } });
    expect(await audits(appId)).toMatchObject([{ action: "app.created", actorId: personId, companyId }]);
  });

  it("is listed with the number of its keys that are not revoked", async () => {
    const owner = await newAppOwner();
    const { personId, companyId } = owner;
    const second = await createApp(postgres(), { personId, companyId }, { name: "Second", description: "" });
    await newKey(owner);
    const gone = await newKey(owner);
    await revokeKey(postgres(), { keyId: gone.id }, staff, "test");
    expect(await listApps(postgres(), companyId)).toMatchObject([
      { id: second.id, keyCount: 0 },
      { id: owner.appId, keyCount: 1 },
    ]);
  });
});

describe("a new key", () => {
  it("shows its secret once: what is stored is its SHA-256 and a start to recognise it by", async () => {
    const owner = await newAppOwner();
    const key = await newKey(owner, { scopes: ["shipments.*"], metadata: { tier: 1 } });
    const row = await postgres().apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(row).toMatchObject({ hash: hashSecret(key.secret), prefix: "pwy_sbx", start: key.secret.slice(0, 12) });
    expect(JSON.stringify(row)).not.toContain(key.secret.slice(12));
    expect(JSON.stringify(await audits(key.id))).not.toContain(key.secret.slice(12));
    expect(JSON.stringify(await recorded())).not.toContain(key.secret.slice(12));
    expect(await getKey(postgres(), key.id)).toMatchObject({ state: "active", scopes: ["shipments.*"] });
    expect(Object.keys((await getKey(postgres(), key.id)) as object)).not.toContain("hash");
  });

  it("records key_created with who, which app and which environment", async () => {
    const owner = await newAppOwner();
    const key = await newKey(owner);
    const [event] = (await recorded("key_created")).filter((one) => one.context.waymark.keyId === key.id);
    expect(event).toMatchObject({
      userId: owner.personId,
      properties: { environment: "sandbox" },
      context: { waymark: { companyId: owner.companyId, appId: owner.appId, environment: "sandbox" } },
    });
  });

  it("is not made for another company's app", async () => {
    const [one, other] = [await newAppOwner(), await newAppOwner()];
    const before = await postgres().apiKey.count();
    const fields = createKeyInput.parse({ environment: "sandbox", name: "x" });
    const made = await createKey(postgres(), { ...one, appId: other.appId, actor: staff }, fields, {
      emailVerified: true,
      sandboxSucceeded: true,
      certified: true,
    });
    expect(made).toEqual({ outcome: "app_not_found" });
    expect(await postgres().apiKey.count()).toBe(before);
  });

  it("is not made with an expiry that has passed", async () => {
    const owner = await newAppOwner();
    const fields = createKeyInput.parse({ environment: "sandbox", name: "x", expiresAt: "2020-01-01T00:00:00Z" });
    const made = await createKey(postgres(), { ...owner, actor: staff }, fields, {
      emailVerified: true,
      sandboxSucceeded: true,
      certified: true,
    });
    expect(made).toEqual({ outcome: "expiry_passed" });
  });

  it("for live obeys the portal's policy: sandbox first, and says what is missing", async () => {
    const owner = await newAppOwner();
    const fields = createKeyInput.parse({ environment: "live", name: "x" });
    const facts = noLiveKeyFacts;
    expect(await createKey(postgres(), { ...owner, actor: staff }, fields, facts)).toEqual({
      outcome: "live_not_allowed",
      missing: ["first_sandbox_2xx"],
    });
    expect(
      await createKey(postgres(), { ...owner, actor: staff }, fields, { ...facts, sandboxSucceeded: true }),
    ).toMatchObject({
      outcome: "created",
      key: { environment: "live", start: expect.stringMatching(/^pwy_live_.{4}$/) },
    });
  });
});

describe("the live policy", () => {
  const no = noLiveKeyFacts;
  it.each([
    ["open", no, []],
    ["verified-email", no, ["verified_email"]],
    ["verified-email", { ...no, emailVerified: true }, []],
    ["sandbox-first", no, ["first_sandbox_2xx"]],
    ["sandbox-first", { ...no, sandboxSucceeded: true }, []],
    ["certified", no, ["certification"]],
    ["certified", { ...no, sandboxSucceeded: true }, ["certification"]],
    ["certified", { ...no, certified: true }, []],
  ] as const)("%s with %j misses %j", (policy, facts, missing) => {
    expect(checkLivePolicy(policy, facts)).toEqual(missing);
  });
});

describe("fields of a key", () => {
  const errorsOf = (fields: object) =>
    createKeyInput
      .safeParse({ environment: "sandbox", name: "x", ...fields })
      .error?.issues.map((issue) => issue.path.join("."));

  it("take ranges and single addresses, each once", () => {
    const parsed = createKeyInput.parse({
      environment: "sandbox",
      name: "  x ",
      scopes: ["a", "a", "b.*"],
      allowedCidrs: ["203.0.113.0/24", "198.51.100.7", "2001:db8::/32", "203.0.113.0/24"],
    });
    expect(parsed).toMatchObject({
      name: "x",
      scopes: ["a", "b.*"],
      allowedCidrs: ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"],
    });
  });

  it.each([
    [{ name: " " }, "name"],
    [{ name: "x".repeat(101) }, "name"],
    [{ environment: "prod" }, "environment"],
    [{ scopes: ["a b"] }, "scopes.0"],
    [{ scopes: ["*.read"] }, "scopes.0"],
    [{ allowedCidrs: ["300.1.1.1"] }, "allowedCidrs.0"],
    [{ allowedCidrs: ["10.0.0.0/33"] }, "allowedCidrs.0"],
    [{ allowedCidrs: ["010.0.0.1"] }, "allowedCidrs.0"],
    [{ allowedCidrs: ["1"] }, "allowedCidrs.0"],
    [{ allowedCidrs: ["::ffff:10.0.0.0/104"] }, "allowedCidrs.0"],
    [{ expiresAt: "tomorrow" }, "expiresAt"],
    [{ ratelimits: [{ name: "a", limit: 0, durationMs: 1000 }] }, "ratelimits.0.limit"],
    [{ ratelimits: [{ name: "a", limit: 1.5, durationMs: 1000 }] }, "ratelimits.0.limit"],
    [{ ratelimits: [{ name: "quota", limit: 1, durationMs: 1000 }] }, "ratelimits.0.name"],
    [{ metadata: { big: "x".repeat(5000) } }, "metadata"],
    [{ metadata: { big: "€".repeat(1400) } }, "metadata"],
    [{ hash: "0".repeat(64) }, ""],
  ])("refuse %j", (fields, path) => {
    expect(errorsOf(fields)).toEqual([path]);
  });
});

describe("a change of a key", () => {
  it("changes what is given only, and the audit log holds before and after", async () => {
    const owner = await newAppOwner();
    const key = await newKey(owner, { scopes: ["a"], expiresAt: new Date(now().getTime() + dayMs).toISOString() });
    const changes = updateKeyInput.parse({ scopes: ["b"], expiresAt: null });
    const changed = await updateKey(postgres(), { keyId: key.id, companyId: owner.companyId }, staff, changes);
    expect(changed).toMatchObject({ outcome: "changed", key: { name: "test", scopes: ["b"], expiresAt: null } });
    expect((await audits(key.id)).at(-1)).toMatchObject({
      ...{ action: "key.updated", actorId: "per_staff" },
      ...{ before: { scopes: ["a"] }, after: { scopes: ["b"], expiresAt: null } },
    });
  });

  it("by another company finds nothing and does nothing", async () => {
    const [one, other] = [await newAppOwner(), await newAppOwner()];
    const key = await newKey(one);
    const address = { keyId: key.id, companyId: other.companyId };
    const notFound = { outcome: "not_found" };
    expect(await updateKey(postgres(), address, staff, { name: "mine" })).toEqual(notFound);
    expect(await revokeKey(postgres(), address, staff, "x")).toEqual(notFound);
    expect(await disableKey(postgres(), address, staff)).toEqual(notFound);
    expect(await rotateKey(postgres(), address, { actor: staff }, 0)).toEqual(notFound);
    expect(await getKey(postgres(), key.id)).toMatchObject({ name: "test", state: "active" });
  });

  it("disables and enables", async () => {
    const key = await newKey(await newAppOwner());
    const address = { keyId: key.id };
    expect(await disableKey(postgres(), address, staff)).toMatchObject({
      outcome: "changed",
      key: { state: "disabled" },
    });
    expect(await disableKey(postgres(), address, staff)).toEqual({ outcome: "unchanged" });
    expect(await enableKey(postgres(), address, staff)).toMatchObject({ outcome: "changed", key: { state: "active" } });
    expect(await enableKey(postgres(), address, staff)).toEqual({ outcome: "unchanged" });
  });

  it("revokes once and for good, with the reason, the event and one audit entry", async () => {
    const key = await newKey(await newAppOwner());
    const address = { keyId: key.id };
    expect(await revokeKey(postgres(), address, staff, " leaked ")).toMatchObject({
      key: { state: "revoked", revokeReason: "leaked" },
    });
    expect(await revokeKey(postgres(), address, staff, "again")).toEqual({ outcome: "unchanged" });
    expect(await enableKey(postgres(), address, staff)).toEqual({ outcome: "unchanged" });
    expect(await updateKey(postgres(), address, staff, { name: "back" })).toEqual({ outcome: "unchanged" });
    const events = (await recorded("key_revoked")).filter((one) => one.context.waymark.keyId === key.id);
    expect(events).toMatchObject([{ properties: { environment: "sandbox", reason: "leaked" } }]);
    expect((await audits(key.id)).map(({ action }) => action)).toEqual(["key.created", "key.revoked"]);
  });

  it("revoked by ten at once is revoked by one", async () => {
    const key = await newKey(await newAppOwner());
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => revokeKey(postgres(), { keyId: key.id }, staff, "race")),
    );
    expect(outcomes.filter(({ outcome }) => outcome === "changed")).toHaveLength(1);
  });
});

describe("rotation", () => {
  it("with grace keeps the old key until then, visibly, and copies its settings", async () => {
    const owner = await newAppOwner();
    const old = await newKey(owner, { name: "ci", scopes: ["a.*"], allowedCidrs: ["10.0.0.0/8"] });
    const rotated = await rotateKey(postgres(), { keyId: old.id }, { actor: staff, personId: "per_new" }, 3_600);
    if (rotated.outcome !== "rotated") throw new Error(rotated.outcome);
    expect(rotated.key).toMatchObject({
      ...{ name: "ci", scopes: ["a.*"], allowedCidrs: ["10.0.0.0/8"], environment: "sandbox" },
      ...{ replacesId: old.id, createdById: "per_new", state: "active", expiresAt: null },
    });
    expect(rotated.secret).not.toBe(old.secret);
    expect(rotated.replaced.state).toBe("active");
    const graceMs = (rotated.replaced.expiresAt as Date).getTime() - now().getTime();
    expect(graceMs).toBeGreaterThan(hourMs - 10_000);
    expect(graceMs).toBeLessThanOrEqual(hourMs);
    shiftClock(hourMs + 1_000);
    expect(await getKey(postgres(), old.id)).toMatchObject({ state: "expired" });
  });

  it("never lengthens the old key's life", async () => {
    const soon = new Date(now().getTime() + 60_000);
    const old = await newKey(await newAppOwner(), { expiresAt: soon.toISOString() });
    const rotated = await rotateKey(postgres(), { keyId: old.id }, { actor: staff }, 3_600);
    expect(rotated).toMatchObject({ replaced: { expiresAt: soon }, key: { expiresAt: soon } });
  });

  it("without grace revokes at once", async () => {
    const old = await newKey(await newAppOwner());
    const rotated = await rotateKey(postgres(), { keyId: old.id }, { actor: staff }, 0);
    expect(rotated).toMatchObject({ replaced: { state: "revoked", revokeReason: "rotated" } });
    expect(await rotateKey(postgres(), { keyId: old.id }, { actor: staff }, 0)).toEqual({ outcome: "not_active" });
  });

  it.each([-1, 1.5, 30 * 86_400 + 1, Number.NaN])("refuses a grace of %s seconds", async (grace) => {
    const old = await newKey(await newAppOwner());
    await expect(rotateKey(postgres(), { keyId: old.id }, { actor: staff }, grace)).rejects.toThrow(RangeError);
  });
});

describe("the list of keys", () => {
  it("goes page by page, newest first, every key once, revoked ones when asked for", async () => {
    const owner = await newAppOwner();
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await newKey(owner)).id);
    await revokeKey(postgres(), { keyId: made[2] as string }, staff, "x");
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listKeys(postgres(), { companyId: owner.companyId, limit: 2, cursor });
      seen.push(...page.data.map((key) => key.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made.filter((_, index) => index !== 2));
    const all = await listKeys(postgres(), { companyId: owner.companyId, withRevoked: true });
    expect(all).toMatchObject({ nextCursor: null });
    expect(all.data.map((key) => key.id)).toEqual(made);
  });
});
