import { beforeAll, describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { openSandbox, type Sandbox } from "./open-sandbox";
import { resetWorld } from "./reset-world";
import type { SandboxAnswer } from "./schema";
import { callSandbox, shipment } from "./testing/call-sandbox";

useStores({ postgres: true });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox("content/reference/openapi.yaml");
});

const call = (appId: string, line: string, body?: unknown, headers?: Record<string, string>) =>
  callSandbox(sandbox, appId, line, body, headers);

const bodyOf = (answer: SandboxAnswer) => answer.body as Record<string, unknown> & { data: Record<string, unknown>[] };

describe("a world of one app", () => {
  it("keeps what was created, newest first, and gives back what was sent", async () => {
    const first = await call("app_a", "POST /shipments", { ...shipment, reference: "order-1" });
    expect(first.status).toBe(201);
    expect(bodyOf(first)).toMatchObject({
      ...shipment,
      reference: "order-1",
      status: "created",
      metadata: {},
      trackingNumber: null,
    });
    expect(first.headers.location).toBe(`/shipments/${bodyOf(first).id}`);
    const second = await call("app_a", "POST /shipments", shipment);
    expect(bodyOf(second)).not.toHaveProperty("reference");
    const read = await call("app_a", `GET /shipments/${bodyOf(first).id}`);
    expect(read.body).toEqual(first.body);
    const list = await call("app_a", "GET /shipments");
    expect(bodyOf(list).data.map((item) => item.id)).toEqual([bodyOf(second).id, bodyOf(first).id]);
    expect(bodyOf(await call("app_a", "GET /shipments?reference=order-1")).data).toHaveLength(1);
    const page = await call("app_a", "GET /shipments?limit=1");
    expect(bodyOf(page).data).toHaveLength(1);
    const rest = await call("app_a", `GET /shipments?limit=1&cursor=${bodyOf(page).nextCursor}`);
    expect(bodyOf(rest)).toMatchObject({ data: [{ id: bodyOf(first).id }], nextCursor: null });
  });

  it("is not seen by another app", async () => {
    const mine = await call("app_b", "POST /shipments", shipment);
    expect((await call("app_c", `GET /shipments/${bodyOf(mine).id}`)).status).toBe(404);
    expect(bodyOf(await call("app_c", "GET /shipments")).data).toEqual([]);
  });

  it("buys a label for a shipment that exists, and the shipment shows it", async () => {
    const made = bodyOf(await call("app_d", "POST /shipments", shipment));
    const label = await call("app_d", "POST /labels", { shipmentId: made.id });
    expect(label.status).toBe(201);
    const after = bodyOf(await call("app_d", `GET /shipments/${made.id}`));
    expect(after).toMatchObject({ status: "label_ready", trackingNumber: bodyOf(label).trackingNumber });
    const unknown = await call("app_d", "POST /labels", { shipmentId: "shp_nothere" });
    expect(unknown.status).toBe(404);
    expect(unknown.errors[0]?.pointer).toBe("/shipmentId");
  });

  it("changes, acts on and removes", async () => {
    const endpoint = bodyOf(
      await call("app_e", "POST /webhook-endpoints", { url: "https://a.example/hook", events: ["shipment.delivered"] }),
    );
    const changed = await call("app_e", `PATCH /webhook-endpoints/${endpoint.id}`, { enabled: false });
    expect(changed.body).toMatchObject({ id: endpoint.id, enabled: false, url: "https://a.example/hook" });
    expect((await call("app_e", `DELETE /webhook-endpoints/${endpoint.id}`)).status).toBe(204);
    expect((await call("app_e", `GET /webhook-endpoints/${endpoint.id}`)).status).toBe(404);
    const made = bodyOf(await call("app_e", "POST /shipments", shipment));
    expect(bodyOf(await call("app_e", `POST /shipments/${made.id}/cancel`))).toMatchObject({
      id: made.id,
      status: "cancelled",
    });
  });

  it("shows a signing secret once", async () => {
    const made = bodyOf(
      await call("app_s", "POST /webhook-endpoints", { url: "https://a.example/hook", events: ["shipment.delivered"] }),
    );
    expect(made.secret).toMatch(/^whsec_/);
    expect((await call("app_s", `GET /webhook-endpoints/${made.id}`)).body).not.toHaveProperty("secret");
    expect(bodyOf(await call("app_s", "GET /webhook-endpoints")).data[0]).toEqual({ ...made, secret: undefined });
  });

  it("has carriers nobody created", async () => {
    const carriers = bodyOf(await call("app_f", "GET /carriers")).data;
    expect(carriers.length).toBeGreaterThan(0);
    expect((await call("app_f", `GET /carriers/${carriers[0]?.id}`)).body).toMatchObject({ id: carriers[0]?.id });
    expect((await call("app_f", "GET /carriers/pigeon")).status).toBe(404);
  });

  it("answers an Idempotency-Key once, also under parallel calls", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call("app_g", "POST /shipments", shipment, { "idempotency-key": "k1" })),
    );
    expect(new Set(answers.map((answer) => bodyOf(answer).id)).size).toBe(1);
    expect(bodyOf(await call("app_g", "GET /shipments")).data).toHaveLength(1);
    expect(
      await call("app_g", "POST /shipments", { ...shipment, reference: "x" }, { "idempotency-key": "k1" }),
    ).toMatchObject({ status: 422, body: { type: "/docs/errors#idempotency_mismatch" } });
  });

  it("can be emptied", async () => {
    await call("app_h", "POST /shipments", shipment);
    await resetWorld(postgres(), "app_h");
    expect(bodyOf(await call("app_h", "GET /shipments")).data).toEqual([]);
  });
});

describe("what is wrong with a call", () => {
  it("is named field by field", async () => {
    const answer = await call("app_x", "POST /shipments", {
      ...shipment,
      parcels: [{ weightGrams: -1 }],
      colour: "red",
      to: { name: "x" },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors.map((error) => error.pointer)).toEqual(
      expect.arrayContaining(["/parcels/0/weightGrams", "/colour", "/to/street1"]),
    );
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect((await call("app_x", "GET /shipments?limit=9999")).errors).toEqual([
      { pointer: "?limit", detail: "must be <= 100" },
    ]);
    expect((await call("app_x", "POST /shipments")).status).toBe(400);
    expect((await call("app_x", "GET /shipments?cursor=zzzz")).status).toBe(400);
  });

  it("is a near miss, said with what would hit", async () => {
    const unknown = await call("app_x", "GET /shipment");
    expect(unknown.status).toBe(404);
    expect(bodyOf(unknown).detail).toContain("/shipments");
    expect(await call("app_x", "PUT /shipments")).toMatchObject({ status: 405, headers: { allow: "GET, POST" } });
  });

  it("never breaks the sandbox", async () => {
    for (const body of [
      null,
      1,
      "x",
      [],
      { __proto__: { polluted: true } },
      JSON.parse('{"__proto__":{"polluted":true},"parcels":{}}'),
    ]) {
      expect((await call("app_x", "POST /shipments", body)).status).toBe(400);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    // The document's own pattern for ids refuses these before anything is looked up.
    expect((await call("app_x", `GET /shipments/${encodeURIComponent("'; drop table x; --")}`)).status).toBe(400);
    expect((await call("app_x", "GET /carriers/%00")).status).toBe(400);
    const nul = await call("app_x", "POST /shipments", { ...shipment, reference: "a\u0000b" });
    expect(nul).toMatchObject({ status: 400, errors: [{ pointer: "", detail: expect.stringContaining("NUL") }] });
  });
});
