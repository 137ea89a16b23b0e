import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { shiftClock } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { createApp } from "@/lib/keys/create-app";
import { decideDeviceRequest } from "@/lib/keys/decide-device-request";
import { findDeviceRequest } from "@/lib/keys/find-device-request";
import { pruneDeviceRequests } from "@/lib/keys/prune-device-requests";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";

useStores({ postgres: true });

let edge: EdgeUnderTest;
let ada: { personId: string; companyId: string };
let appId: string;
let shifted = 0;
beforeAll(async () => {
  edge = await startEdge();
  ada = await signUp({});
  appId = (await createApp(postgres(), ada, { name: "Depot", description: "" })).id;
});
afterAll(() => edge?.close());
const wait = (seconds: number) => {
  shifted += seconds * 1_000;
  shiftClock(shifted);
};
afterEach(() => {
  shifted = 0;
  shiftClock(0);
});

type Answer = { status: number } & Record<string, unknown>;
async function post(path: string, fields: Record<string, string>): Promise<Answer> {
  const got = await fetch(`${edge.url}${path}`, { method: "POST", body: new URLSearchParams(fields) });
  expect(got.headers.get("cache-control")).toBe("no-store");
  return { status: got.status, ...((await got.json()) as object) };
}
const start = () => post("/oauth/device_authorization", { client_id: "Claude Code" });
const grantType = "urn:ietf:params:oauth:grant-type:device_code";
const poll = (started: Answer, more: Record<string, string> = {}) =>
  post("/oauth/token", {
    ...{ grant_type: grantType, device_code: String(started.device_code), client_id: "Claude Code" },
    ...more,
  });
async function decide(started: Answer, approve: boolean): Promise<boolean> {
  const found = await findDeviceRequest(postgres(), String(started.user_code), ada.personId);
  if (found.outcome !== "found") throw new Error(found.outcome);
  const who = { requestId: found.request.id, ...ada };
  return decideDeviceRequest(postgres(), approve ? { ...who, approve, appId } : { ...who, approve });
}

describe("a coding agent that asks for a sandbox key", () => {
  it("gets codes, waits, and is given a key that works, once", async () => {
    const started = await start();
    expect(started).toMatchObject({ status: 200, expires_in: 900, interval: 5 });
    expect(started.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(started.verification_uri).toBe(`${env().publicUrl}/device`);
    expect(started.verification_uri_complete).toBe(
      `${env().publicUrl}/device?code=${started.user_code}&utm_source=claude-code&utm_medium=ai-agent`,
    );
    expect(await poll(started)).toMatchObject({ status: 400, error: "authorization_pending" });
    wait(5);
    expect(await decide(started, true)).toBe(true);
    // Two polls at once: one key.
    const both = await Promise.all([poll(started), poll(started)]);
    const given = both.find(({ status }) => status === 200);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(given).toMatchObject({ token_type: "Bearer", app_id: appId, sandbox_url: `${env().publicUrl}/sandbox` });
    const authorization = `Bearer ${given?.access_token}`;
    expect((await fetch(`${edge.url}/sandbox/carriers`, { headers: { authorization } })).status).toBe(200);
    wait(5);
    expect(await poll(started)).toMatchObject({ status: 400, error: "invalid_grant" });
    const [key] = await postgres().apiKey.findMany({ where: { appId } });
    expect(key).toMatchObject({ name: "For Claude Code", environment: "sandbox", metadata: { agent: "Claude Code" } });
    const [event] = await postgres().$queryRaw<{ payload: unknown }[]>`
      SELECT row_to_json(o) AS payload FROM event_outbox o WHERE row_to_json(o)::text LIKE ${`%${key?.id}%`} AND row_to_json(o)::text LIKE '%key_created%'`;
    expect(JSON.stringify(event)).toContain("Claude Code");
  });

  it("is told to slow down, and then waits longer", async () => {
    const started = await start();
    await poll(started);
    expect(await poll(started)).toMatchObject({ error: "slow_down" });
    await decide(started, true);
    wait(6);
    expect(await poll(started)).toMatchObject({ error: "slow_down" });
    wait(16);
    expect((await poll(started)).status).toBe(200);
  });

  it("hears no, too late, and wrong", async () => {
    const refused = await start();
    await decide(refused, false);
    expect(await poll(refused)).toMatchObject({ error: "access_denied" });
    const late = await start();
    wait(901);
    expect(await poll(late)).toMatchObject({ error: "expired_token" });
    expect(await findDeviceRequest(postgres(), String(late.user_code), ada.personId)).toEqual({ outcome: "unknown" });
    const other = await start();
    expect(await poll(other, { client_id: "Another" })).toMatchObject({ error: "invalid_grant" });
    expect(await poll({ status: 0, device_code: "x" })).toMatchObject({ error: "invalid_grant" });
    expect(await poll(other, { grant_type: "password" })).toMatchObject({ error: "unsupported_grant_type" });
    expect(await post("/oauth/device_authorization", { client_id: "<script>" })).toMatchObject({
      error: "invalid_request",
    });
    wait(3_700);
    expect(await pruneDeviceRequests(postgres())).toBeGreaterThan(0);
  });

  it("is found by what somebody types, who may not guess for long", async () => {
    const started = await start();
    const typed = String(started.user_code).toLowerCase().replace("-", " ");
    const guesser = "per_guesser";
    expect((await findDeviceRequest(postgres(), typed, guesser)).outcome).toBe("found");
    for (let i = 0; i < 10; i++)
      expect((await findDeviceRequest(postgres(), "BBBB-BBBB", guesser)).outcome).toBe("unknown");
    expect((await findDeviceRequest(postgres(), typed, guesser)).outcome).toBe("too_many_guesses");
    expect((await findDeviceRequest(postgres(), typed, ada.personId)).outcome).toBe("found");
  });

  it("goes to no app of another company", async () => {
    const started = await start();
    const found = await findDeviceRequest(postgres(), String(started.user_code), ada.personId);
    if (found.outcome !== "found") throw new Error(found.outcome);
    const stranger = { requestId: found.request.id, personId: "per_x", companyId: "com_x" };
    expect(await decideDeviceRequest(postgres(), { ...stranger, approve: true, appId })).toBe(false);
    expect(await decide(started, true)).toBe(true);
    expect(await decideDeviceRequest(postgres(), { ...stranger, approve: false })).toBe(false);
  });

  it("finds the addresses in the metadata (RFC 8414)", async () => {
    const got = await fetch(`${edge.url}/.well-known/oauth-authorization-server`);
    expect(await got.json()).toMatchObject({
      issuer: env().publicUrl,
      device_authorization_endpoint: `${env().publicUrl}/oauth/device_authorization`,
      grant_types_supported: [grantType],
    });
  });

  it("cannot fill the database: a network may start a few requests in ten minutes", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push((await start()).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(statuses.at(-1)).toBe(429);
  });
});
