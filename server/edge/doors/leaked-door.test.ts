import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { portal } from "@/lib/base/config/portal";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { getKey } from "@/lib/keys/get-key";
import { newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { inventKey } from "../testing/verify-calls";

useStores();

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
let github: Server;
let asked = 0;
let edge: EdgeUnderTest;

beforeAll(async () => {
  github = createServer((request, response) => {
    asked++;
    const key = publicKey.export({ type: "spki", format: "pem" });
    const known = request.url === "/meta/public_keys/secret_scanning";
    response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify({ public_keys: [{ key_identifier: "k1", key, is_current: true }] }));
  });
  await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
  edge = await startEdge({ GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await edge?.close();
  github?.close();
});

async function alert(
  alerts: unknown,
  options: { keyIdentifier?: string; signedBy?: typeof privateKey; altered?: boolean } = {},
) {
  const body = JSON.stringify(alerts);
  const signature = createSign("SHA256")
    .update(body)
    .sign(options.signedBy ?? privateKey, "base64");
  const response = await fetch(`${edge.url}/v1/keys/leaked`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "github-public-key-identifier": options.keyIdentifier ?? "k1",
      "github-public-key-signature": signature,
    },
    body: options.altered ? `${body} ` : body,
  });
  return { status: response.status, json: await response.json() };
}

describe("POST /v1/keys/leaked", () => {
  it("revokes keys found in public, says which were real, and leaves word for their company", async () => {
    const owner = await newAppOwner();
    const [sandbox, live] = [await newKey(owner), await newKey(owner, { environment: "live" })];
    const unknown = inventKey();
    const url = "https://github.com/somebody/something/blob/main/.env";
    const { status, json } = await alert(
      [sandbox.secret, live.secret, unknown, "nonsense"].map((token) => ({
        token,
        type: "parcelway_key",
        url,
        source: "content",
      })),
    );
    expect(status).toBe(200);
    expect(json.map(({ label }: { label: string }) => label)).toEqual([
      ...["true_positive", "true_positive", "false_positive", "false_positive"],
    ]);
    expect(json[0].token_hash).toBe(createHash("sha256").update(sandbox.secret).digest("base64"));
    expect(JSON.stringify(json)).not.toContain(sandbox.secret);
    for (const key of [sandbox, live]) {
      expect(await getKey(postgres(), key.id)).toMatchObject({
        state: "revoked",
        revokeReason: "leaked: found by github",
      });
      const entries = await postgres().auditEntry.findMany({ where: { subjectId: key.id }, orderBy: { id: "asc" } });
      expect(entries.map(({ action }) => action)).toEqual(["key.created", "key.leaked", "key.revoked"]);
      expect(entries[1]).toMatchObject({ companyId: owner.companyId, after: { foundBy: "github", url } });
      expect(JSON.stringify(entries)).not.toContain(key.secret.slice(12));
    }
    // GitHub sends again what it finds again.
    expect((await alert([{ token: sandbox.secret, type: "parcelway_key", url }])).json[0].label).toBe("false_positive");
  });

  it("writes to the key's maker and to owners and admins of its company, with no part of the secret", async () => {
    const owner = await newAppOwner();
    const [admin, viewer] = [await signUp(), await signUp()];
    const address = async (personId: string, email: string) =>
      postgres().person.update({ where: { id: personId }, data: { email } });
    await address(owner.personId, "owner@depot.example");
    for (const [{ personId }, role] of [
      [admin, "admin"],
      [viewer, "viewer"],
    ] as const) {
      await address(personId, `${role}@depot.example`);
      await postgres().membership.create({
        data: { id: newId("membership"), companyId: owner.companyId, personId, role },
      });
    }
    const key = await newKey(owner, { name: "ci\r\nBcc: x@y.example" });
    const url = `https://github.com/somebody/something?key=${key.secret}`;
    await alert([{ token: key.secret, type: "t", url }]);
    const mails = await postgres().mail.findMany({ where: { kind: "key_leaked" }, orderBy: { recipient: "asc" } });
    expect(mails.map(({ recipient }) => recipient)).toEqual(["admin@depot.example", "owner@depot.example"]);
    for (const mail of mails) {
      expect(mail.text).toContain("It was revoked at once");
      expect(mail.subject).not.toMatch(/[\r\n]/);
      expect(JSON.stringify(mail)).not.toContain(key.secret.slice(12));
    }
  });

  it("revokes where the place it was found makes no text a database could hold", async () => {
    const owner = await newAppOwner();
    const [strange, next] = [await newKey(owner), await newKey(owner)];
    const url = `https://github.com/\u0000${"a".repeat(480)}\u{1f680}`;
    const { json } = await alert([
      { token: strange.secret, type: "t", url },
      { token: next.secret, type: "t", url: null },
    ]);
    expect(json.map(({ label }: { label: string }) => label)).toEqual(["true_positive", "true_positive"]);
    for (const { id } of [strange, next]) expect(await getKey(postgres(), id)).toMatchObject({ state: "revoked" });
  });

  it("only notes a live key where the portal says so, and revokes a sandbox key all the same", async () => {
    const owner = await newAppOwner();
    const [sandbox, live] = [await newKey(owner), await newKey(owner, { environment: "live" })];
    const policy = portal.keys.leakedLive;
    portal.keys.leakedLive = "note";
    try {
      const { json } = await alert(
        [sandbox, live].map(({ secret }) => ({ token: secret, type: "t", url: "https://x" })),
      );
      expect(json.map(({ label }: { label: string }) => label)).toEqual(["true_positive", "true_positive"]);
    } finally {
      portal.keys.leakedLive = policy;
    }
    expect(await getKey(postgres(), sandbox.id)).toMatchObject({ state: "revoked" });
    expect(await getKey(postgres(), live.id)).toMatchObject({ state: "active" });
    const entries = await postgres().auditEntry.findMany({ where: { subjectId: live.id }, orderBy: { id: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(["key.created", "key.leaked"]);
  });

  it("believes nobody but GitHub", async () => {
    const key = await newKey(await newAppOwner());
    const alerts = [{ token: key.secret, type: "t", url: "https://x" }];
    expect((await alert(alerts, { signedBy: stranger })).status).toBe(401);
    expect((await alert(alerts, { altered: true })).status).toBe(401);
    expect((await fetch(`${edge.url}/v1/keys/leaked`, { method: "POST", body: JSON.stringify(alerts) })).status).toBe(
      401,
    );
    const before = asked;
    for (let i = 0; i < 20; i++) expect((await alert(alerts, { keyIdentifier: `k-${i}` })).status).toBe(401);
    expect(asked).toBe(before);
    expect(await getKey(postgres(), key.id)).toMatchObject({ state: "active" });
  });

  it("tells what is wrong with a signed body that makes no sense", async () => {
    expect((await alert({ token: 1 })).status).toBe(400);
    expect(await alert([{ token: 1, type: "t" }])).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: "/0/token" }] },
    });
  });
});
