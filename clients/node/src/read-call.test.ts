import { describe, expect, it } from "vitest";
import { guessTemplate, readIp, readKey, readSdk, toTemplate } from "./read-call.js";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("a key", () => {
  it.each<[Record<string, string>, string]>([
    [{ authorization: "Bearer k" }, "k"],
    [{ authorization: "bearer  k " }, "k"],
    [{ authorization: basic("k:") }, "k"],
    [{ authorization: basic("k:password:more") }, "k"],
    [{ "x-api-key": "k" }, "k"],
    [{ authorization: "Bearer k", "x-api-key": "other" }, "k"],
    [{ authorization: "Digest abc", "x-api-key": "k" }, "k"],
    [{ authorization: "Bearer" }, ""],
    [{}, ""],
  ])("in %j is %j", (headers, key) => expect(readKey((name) => headers[name])).toBe(key));
});

describe("a route", () => {
  it.each([
    ["/shipments/:id", "/shipments/{id}"],
    ["/shipments/:id(\\d+)/label", "/shipments/{id}/label"],
    ["/shipments/:id{[0-9]+}", "/shipments/{id}"],
    ["/files/*path", "/files/{path}"],
    ["/shipments/", "/shipments"],
    ["/", "/"],
    ["rates", "/rates"],
  ])("%s of a framework is %s", (pattern, template) => expect(toTemplate(pattern)).toBe(template));

  it.each([
    ["/shipments/123?expand=1", "/shipments/{id}"],
    ["/v1/shipments/shp_0aB3dE9f/label", "/v1/shipments/{id}/label"],
    ["/users/0190a5b2-7c1d-7e3f-8a9b-0c1d2e3f4a5b", "/users/{id}"],
    ["/v2/rates", "/v2/rates"],
    ["/2024-01-01/rates", "/2024-01-01/rates"],
    ["/reports/monthly_summary", "/reports/monthly_summary"],
    ["/", "/"],
  ])("guessed from %s is %s", (path, template) => expect(guessTemplate(path)).toBe(template));
});

it.each([
  ["acme-node/1.2.0 (linux)", { sdk: "acme-node", sdkVersion: "1.2.0" }],
  ["python-requests/2.31", { sdk: "python-requests", sdkVersion: "2.31" }],
  ["curl", { sdk: "curl" }],
  ["Mozilla/5.0 (X11; Linux x86_64)", { sdk: "browser" }],
  ["", {}],
  ["<script>", {}],
])("the SDK of %j is %j", (userAgent, sdk) => expect(readSdk(userAgent)).toEqual(sdk));

it.each([
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["fe80::1%eth0", "fe80::1"],
  ["unknown", undefined],
  [undefined, undefined],
])("the address %j is %j", (given, ip) => expect(readIp(given)).toBe(ip));
