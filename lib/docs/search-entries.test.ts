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
  it("finds first the page whose address is the word", () => {
    const named = buildSearchIndex([
      entry("/docs/errors#idempotency_mismatch", "idempotency_mismatch", "Another request.", "section", "Errors"),
      entry("/docs/idempotency", "Repeating requests safely", "After a timeout. An idempotency key keeps you safe."),
      entry("/docs/rates", "Prices", "Send an Idempotency-Key."),
      entry("/reference/quoteRate", "Quote a rate", "quoteRate POST /rate", "operation", "Rate"),
    ]);
    expect(searchEntries(named, "rate")[0]?.href).toBe("/docs/rates");
    expect(searchEntries(named, "quote rate")[0]?.href).toBe("/reference/quoteRate");
    expect(searchEntries(named, "idempotency").map(({ href }) => href)).toEqual([
      "/docs/idempotency",
      "/docs/errors#idempotency_mismatch",
      "/docs/rates",
    ]);
  });
});

describe("other scripts, other words, other editions", () => {
  const entry = (id: string, title: string, text: string, edition?: string): SearchEntry => ({
    id,
    kind: "page",
    title,
    context: "",
    href: id,
    text,
    edition,
  });
  const index = buildSearchIndex(
    [
      entry("/docs/keys", "API keys", "A secret for calls.", ""),
      entry("/docs/de/keys", "Schlüssel", "Ein Geheimnis.", "de"),
      entry("/docs/ja/ship", "荷物を出荷する", "住所と重さを送信してください。", ""),
      entry("/docs/th/x", "การจัดส่งพัสดุ", "ส่ง", ""),
      entry("/changelog#a", "Schlüssel and keys", "Everywhere."),
    ],
    [
      ["key", "Token", "credential"],
      ["keys", "tokens"],
    ],
  );
  const find = (query: string, prefix?: string) => searchEntries(index, query, 12, prefix).map(({ href }) => href);
  it("finds any stretch of text without spaces", () => {
    expect(find("出荷")).toEqual(["/docs/ja/ship"]);
    expect(find("送信して")).toEqual(["/docs/ja/ship"]);
    expect(find("荷物 住所")).toEqual(["/docs/ja/ship"]);
    expect(find("จัดส่ง")).toEqual(["/docs/th/x"]);
    expect(find("電話")).toEqual([]);
  });
  it("finds a page by a word that means the same", () => {
    expect(find("TOKENS")).toEqual(expect.arrayContaining(["/docs/keys", "/changelog#a"]));
    expect(find("api token")[0]).toBe("/docs/keys");
  });
  it("puts the operation at a path before those below it", () => {
    const operation = (method: string, path: string, title: string) => ({
      ...entry(`${method} ${path}`, title, "Parcels and their shipments."),
      ...{ kind: "operation" as const, method, context: `API: ${method} ${path}` },
    });
    const all = buildSearchIndex([
      operation("GET", "/shipments/{id}", "Get shipments"),
      operation("POST", "/shipments", "Create a shipment"),
      operation("GET", "/shipments", "List what you have sent"),
    ]);
    expect(searchEntries(all, "get /shipments")[0]?.href).toBe("GET /shipments");
    expect(
      searchEntries(all, "/shipments")
        .slice(0, 2)
        .map(({ href }) => href)
        .sort(),
    ).toEqual(["GET /shipments", "POST /shipments"]);
  });
  it("finds what is for developers before what is for the portal's owner", () => {
    const text = "An API key of yours.";
    const same = buildSearchIndex([
      { ...entry("/docs/guide/calls", "Calls", text), aside: true },
      entry("/docs/calls", "Calls", text),
    ]);
    expect(searchEntries(same, "api key").map(({ href }) => href)).toEqual(["/docs/calls", "/docs/guide/calls"]);
    expect(searchEntries(same, "api key")[0]).not.toHaveProperty("aside");
  });
  it("finds how things are before the news of them", () => {
    const told = buildSearchIndex([
      { ...entry("/changelog#pickups", "Book pickups through the API", "Send your key."), kind: "change" },
      entry("/docs/authentication", "Authentication", "Each call carries an API key. A key belongs to an app."),
    ]);
    const found = searchEntries(told, "api key").map(({ href }) => href);
    expect(found).toEqual(["/docs/authentication", "/changelog#pickups"]);
    expect(searchEntries(told, "book pickups")[0]?.href).toBe("/changelog#pickups");
  });
  it("looks into one edition and what is of none", () => {
    expect(find("Schlüssel", "de").sort()).toEqual(["/changelog#a", "/docs/de/keys"]);
    expect(find("Schlüssel")).toEqual(["/changelog#a"]);
  });
  it("looks for each word once, and of a long question for the twelve longest", () => {
    const asked: string[] = [];
    const searching = buildSearchIndex([entry("/docs/keys", "Keys", "How keys work")]);
    const search = searching.index.search.bind(searching.index);
    const processTerm = (term: string) => {
      asked.push(term);
      return term;
    };
    searching.index.search = (query, options) => search(query, { ...options, processTerm });
    searchEntries(searching, "keys KEYS keys");
    expect(asked).toEqual(["keys"]);
    asked.length = 0;
    searchEntries(
      searching,
      `a b c how ${"klmnopqrstuv"
        .split("")
        .map((letter) => `word${letter}`)
        .join(" ")}`,
    );
    expect(new Set(asked)).toEqual(new Set("klmnopqrstuv".split("").map((letter) => `word${letter}`)));
  });
  it("answers a question of 10,000 letters", () => {
    expect(searchEntries(index, "key ".repeat(2_500)).length).toBeGreaterThan(0);
    expect(find("x".repeat(10_000))).toEqual([]);
    expect(find("出".repeat(10_000))).toEqual(expect.any(Array));
  });
});
