import { describe, expect, it } from "vitest";
import type { SearchEntry } from "./schema";
import { buildSearchIndex, searchEntries } from "./search-entries";

const entry = (
  id: string,
  title: string,
  text: string,
  kind: SearchEntry["kind"] = "page",
  context = "Docs",
): SearchEntry => ({
  id,
  kind,
  title,
  context,
  href: id,
  text,
});

const index = buildSearchIndex([
  entry("/docs/webhooks", "Webhooks", "Register an endpoint and check signatures."),
  entry(
    "/docs/webhooks#signatures",
    "Check signatures",
    "Compare the header with your own HMAC of the body.",
    "section",
    "Webhooks",
  ),
  entry("/docs/errors", "Errors", "A webhook that fails is sent again. Errors name the field that is wrong."),
  entry(
    "/reference/createShipment",
    "Create a shipment",
    "createShipment POST /shipments Creates a shipment of parcels.",
    "operation",
    "Shipments",
  ),
  entry("/reference/listShipments", "List shipments", "listShipments GET /shipments", "operation", "Shipments"),
  entry(
    "/docs/long",
    "Long",
    `${"Filler words stand here. ".repeat(20)}The needle is at the end of it. ${"More. ".repeat(60)}`,
  ),
]);
const hrefs = (query: string) => searchEntries(index, query).map((hit) => hit.href);

describe("the search", () => {
  it("puts titles before text, and finds sections by themselves", () => {
    expect(hrefs("webhooks")[0]).toBe("/docs/webhooks");
    expect(hrefs("check signatures")[0]).toBe("/docs/webhooks#signatures");
  });
  it("finds beginnings of words and forgives a letter", () => {
    expect(hrefs("webh")).toContain("/docs/webhooks");
    expect(hrefs("signatrues")).toContain("/docs/webhooks#signatures");
  });
  it("finds operations by name, by its words and by path", () => {
    expect(hrefs("createShipment")[0]).toBe("/reference/createShipment");
    expect(hrefs("create shipment")[0]).toBe("/reference/createShipment");
    expect(hrefs("/shipments")).toEqual(
      expect.arrayContaining(["/reference/createShipment", "/reference/listShipments"]),
    );
  });
  it("asks for all words, and settles for any", () => {
    expect(hrefs("webhook field")).toEqual(["/docs/errors"]);
    expect(hrefs("needle zebra")).toEqual(["/docs/long"]);
  });
  it("shows the words where they stand", () => {
    const [hit] = searchEntries(index, "needle");
    expect(hit?.excerpt).toContain("needle");
    expect(hit?.excerpt.startsWith("…")).toBe(true);
    expect(hit?.excerpt.length).toBeLessThan(160);
  });
  it("finds nothing for nothing and survives odd input", () => {
    expect(hrefs("")).toEqual([]);
    expect(hrefs("   ")).toEqual([]);
    expect(hrefs("zzzzqqq")).toEqual([]);
    expect(hrefs('<script>"*+-[(')).toEqual([]);
  });
});
