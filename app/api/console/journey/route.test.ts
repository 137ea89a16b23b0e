import { beforeAll, describe, expect, it, vi } from "vitest";
import { gatherAppCalls } from "@/app/(console)/console/apps/[appId]/review/gather-app-calls";
import { gatherTaskCalls } from "@/app/(console)/console/certification/gather-task-calls";
import { nextStep } from "@/components/journey/checklist-steps";
import type { JourneyView } from "@/components/journey/journey-view";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { minuteMs, now } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { usageRow } from "@/lib/events/testing/journal-rows";
import { signInLocally } from "@/lib/identity/sign-in-locally";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { createKeyInput } from "@/lib/keys/schema";
import { GET } from "./route";

const cookies = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => (cookies.has(name) ? { value: cookies.get(name) } : undefined) }),
}));

useStores({ postgres: true, clickhouse: true });

const who = { personId: "", companyId: "" };
let appId: string;
let keyId: string;

beforeAll(async () => {
  const { token, personId } = await signInLocally(postgres(), env(), { as: "developer" });
  cookies.set("next-auth.session-token", token);
  const person = await postgres().person.findUniqueOrThrow({ where: { id: personId } });
  Object.assign(who, { personId, companyId: person.companyId });
});

const ask = async () => (await (await GET()).json()) as JourneyView;
const nextId = async () => nextStep((await ask()).steps)?.id;

/** A call of the company as the ledger keeps it. */
async function call(status: number, changes: Parameters<typeof usageRow>[2] = {}, key = keyId) {
  const at = now().toISOString();
  const row = usageRow("sandbox", newId("request"), {
    occurred_at: at,
    received_at: at,
    origin: "sandbox",
    environment: "sandbox",
    company_id: who.companyId,
    app_id: appId,
    key_id: key,
    person_id: who.personId,
    method: "POST",
    route: "/shipments",
    status,
    ...changes,
  });
  await clickhouse().insert({ table: "usage_events", values: [{ ...row, batch: row.id }], format: "JSONEachRow" });
}

async function makeKey(personId = who.personId) {
  const outcome = await createKey(
    postgres(),
    { appId, companyId: who.companyId, personId, actor: { kind: "person", id: personId } },
    createKeyInput.parse({ environment: "sandbox", name: "First" }),
    { emailVerified: false, sandboxSucceeded: false, certified: false },
  );
  if (outcome.outcome !== "created") throw new Error(outcome.outcome);
  return outcome.key;
}

describe("the checklist of a person", () => {
  it("is nobody else's", async () => {
    const token = cookies.get("next-auth.session-token") ?? "";
    cookies.clear();
    const response = await GET();
    expect(response.status).toBe(401);
    cookies.set("next-auth.session-token", token);
    expect((await GET()).headers.get("cache-control")).toBe("no-store");
  });

  it("ticks with what really happened, from sign-up to the first successful call", async () => {
    expect(await nextId()).toBe("app");
    const app = await createApp(postgres(), who, { name: "Mill Books", description: "Prints labels." });
    appId = app.id;
    expect(await nextId()).toBe("sandbox_key");
    const key = await makeKey();
    keyId = key.id;
    expect(await nextId()).toBe("first_sandbox_call");
    expect((await ask()).keyStart).toBe(key.start);

    const metadata = JSON.stringify({ doc: "/docs/errors#invalid_fields", detail: "/parcels is missing." });
    await call(400, { metadata });
    const refused = await ask();
    expect(nextStep(refused.steps)?.id).toBe("first_sandbox_2xx");
    expect(refused.calls).toMatchObject({ total: 1, refused: 1 });
    expect(refused.lastErrors).toMatchObject([
      { status: 400, route: "/shipments", detail: "/parcels is missing.", docHref: "/docs/errors#invalid_fields" },
    ]);

    await call(201);
    const answered = await ask();
    expect(nextStep(answered.steps)?.id).toBe("certification");
    expect(answered.calls).toMatchObject({ total: 2, refused: 1 });
  });

  it("leads an error without a page of its own to the entry of its status, and never out of the docs", async () => {
    await call(429, { metadata: JSON.stringify({ doc: "https://evil.example" }) });
    expect((await ask()).lastErrors?.[0]).toMatchObject({ status: 429, docHref: "/docs/errors#rate_limited" });
  });

  it("still answers while the ledger does not", async () => {
    const query = vi.spyOn(clickhouse(), "query").mockRejectedValue(new Error("away"));
    const view = await ask();
    expect(view).toMatchObject({ calls: null, lastErrors: null });
    expect(view.steps.filter((step) => step.doneAt).map((step) => step.id)).toEqual(["sign_up", "app", "sandbox_key"]);
    query.mockRestore();
  });
});

describe("what the doors pass to the certification room", () => {
  it("is the person's own calls, not a colleague's, not older ones", async () => {
    const colleague = await makeKey(newId("person"));
    await call(201, {}, colleague.id);
    const since = new Date(now().getTime() - minuteMs);
    await call(200, { occurred_at: new Date(since.getTime() - minuteMs).toISOString(), route: "/too-early" });
    const calls = await gatherTaskCalls({ ...who, since });
    expect(calls.map((one) => [one.method, one.route, one.status]).sort()).toEqual([
      ["POST", "/shipments", 201],
      ["POST", "/shipments", 400],
      ["POST", "/shipments", 429],
    ]);
    expect(new Set(calls.map((one) => one.id)).size).toBe(3);
  });

  it("is an app's calls of both environments, counted by how they were answered", async () => {
    await call(200, { environment: "live", origin: "api" });
    await call(404, { environment: "live", origin: "api" });
    const facts = await gatherAppCalls({ id: appId, companyId: who.companyId });
    expect(facts).toMatchObject({ sandbox: { succeeded: 3 }, live: { total: 2, refused: 1 } });
    expect(facts.sandbox.lastAt).toBeInstanceOf(Date);
    const none = await gatherAppCalls({ id: "app_other", companyId: who.companyId });
    expect(none).toEqual({ sandbox: { succeeded: 0, lastAt: null }, live: { total: 0, refused: 0 } });
  });
});
