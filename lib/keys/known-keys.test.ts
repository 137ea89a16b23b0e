import { afterAll, describe, expect, it } from "vitest";
import { openChangeFeed } from "@/lib/base/change-feed";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { KnownKeys } from "./known-keys";
import { revokeKey } from "./revoke-key";
import { newAppOwner, newKey } from "./testing/key-fixtures";

useStores({ postgres: true });

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function openKnown() {
  const feed = openChangeFeed(env().DATABASE_URL as string);
  const known = new KnownKeys(postgres(), feed);
  closing.push(() => known.close());
  closing.push(() => feed.close());
  await expect.poll(() => feed.connected).toBe(true);
  await known.filled;
  return known;
}

/** Rows as bulk as they come: what is asked of them is their hash only. */
async function insertKeys(prefix: string, count: number): Promise<string[]> {
  const owner = await newAppOwner();
  const hashes = Array.from({ length: count }, (_, at) => hashSecret(`${prefix} ${at}`));
  await postgres().$executeRaw`
    INSERT INTO api_keys (id, app_id, company_id, created_by_id, environment, name, prefix, start, hash, updated_at)
    SELECT 'key_' || ${prefix} || lpad(row::text, 9, '0'), ${owner.appId}, ${owner.companyId}, 'per_x', 'sandbox', 'bulk', 'pwy_sbx', '', hash, now()
    FROM unnest(${hashes}::text[]) WITH ORDINALITY AS list (hash, row)`;
  return hashes;
}

describe("the keys an edge knows to exist", () => {
  it("are all there were, page after page, but for the revoked, and those made or revoked since", async () => {
    const owner = await newAppOwner();
    const revoked = await newKey(owner);
    await revokeKey(postgres(), { keyId: revoked.id }, { kind: "system", id: "t" }, "test");
    const hashes = await insertKeys("many", 45_000);
    const known = await openKnown();
    expect(hashes.filter((hash) => !known.has(hash))).toEqual([]);
    expect(known.size).toBe(45_000);
    expect(known.has(hashSecret(revoked.secret))).toBe(false);

    const made = await newKey(owner);
    const is = (secret: string) => known.has(hashSecret(secret));
    await expect.poll(() => is(made.secret), { timeout: 1_000, interval: 10 }).toBe(true);
    await revokeKey(postgres(), { keyId: made.id }, { kind: "system", id: "t" }, "test");
    await expect.poll(() => is(made.secret), { timeout: 1_000, interval: 10 }).toBe(false);
    // Taking one out moves others: all of them are still found, and nobody else is.
    expect(hashes.filter((hash) => !known.has(hash))).toEqual([]);
    expect(Array.from({ length: 50_000 }, (_, at) => `no key ${at}`).filter(is)).toEqual([]);
    expect(known.has("no hash at all")).toBe(false);
  });
});
