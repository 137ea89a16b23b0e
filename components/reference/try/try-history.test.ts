import { expect, it } from "vitest";
import { withoutSecrets } from "./try-history";

const secret = `pwy_sbx_${"a1B2".repeat(9)}`;

it("remembers what was typed, and nothing that lets somebody in", () => {
  const kept = withoutSecrets({
    server: "/sandbox",
    path: { shipmentId: "shp_1" },
    query: { limit: "5", access_token: "abc", q: `find ${secret}` },
    headers: { "Idempotency-Key": "order-1", "X-Api-Key": "abc", Note: `Bearer ${secret}` },
    cookies: { region: "eu", sessionid: "abc", PHPSESSID: "abc", note: secret },
    form: { title: "Box", password: "abc", meta: `{"a": 1, "token": "abc"}`, long: "x".repeat(20_001) },
    files: { label: [{ name: `a ${secret}.pdf`, type: "application/pdf", size: 3, data: "YWJj" }] },
    body: `{"name": "Ada", "password": "pa\\"ss", "clientSecret":"s", "cardNumber": 4111111111111111, "note": "${secret}"}`,
    scenario: "ratelimit",
  });
  expect(kept).toEqual({
    server: "/sandbox",
    path: { shipmentId: "shp_1" },
    query: { limit: "5", access_token: "", q: "find " },
    headers: { "Idempotency-Key": "order-1", "X-Api-Key": "", Note: "" },
    cookies: { region: "eu", sessionid: "", PHPSESSID: "", note: "" },
    form: { title: "Box", password: "", meta: '{"a": 1, "token": ""}', long: "" },
    files: { label: [{ name: "a .pdf", type: "application/pdf", size: 3 }] },
    body: '{"name": "Ada", "password": "", "clientSecret":"", "cardNumber": "", "note": ""}',
    scenario: "ratelimit",
  });
  expect(withoutSecrets({ ...kept, body: "x".repeat(20_001) }).body).toBe("");
});
