import { expect, it } from "vitest";
import { withoutSecrets } from "./try-history";

const secret = `pwy_sbx_${"a1B2".repeat(9)}`;

it("remembers what was typed, and nothing that lets somebody in", () => {
  const kept = withoutSecrets({
    server: "/sandbox",
    path: { shipmentId: "shp_1" },
    query: { limit: "5", access_token: "abc", q: `find ${secret}` },
    headers: { "Idempotency-Key": "order-1", "X-Api-Key": "abc", Note: `Bearer ${secret}` },
    body: `{"name": "Ada", "password": "pa\\"ss", "clientSecret":"s", "cardNumber": 4111111111111111, "note": "${secret}"}`,
    scenario: "ratelimit",
  });
  expect(kept).toEqual({
    server: "/sandbox",
    path: { shipmentId: "shp_1" },
    query: { limit: "5", access_token: "", q: "find " },
    headers: { "Idempotency-Key": "order-1", "X-Api-Key": "", Note: "" },
    body: '{"name": "Ada", "password": "", "clientSecret":"", "cardNumber": "", "note": ""}',
    scenario: "ratelimit",
  });
  expect(withoutSecrets({ ...kept, body: "x".repeat(20_001) }).body).toBe("");
});
