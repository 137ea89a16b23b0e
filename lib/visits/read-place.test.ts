import { expect, test } from "vitest";
import { readPlace } from "./read-place";

const header = "cf-ipcountry";

test.each<[string, Record<string, string>, boolean, ReturnType<typeof readPlace>]>([
  [
    "what a trusted proxy tells",
    { [header]: "de", "accept-language": "de-DE,de;q=0.9,en;q=0.8" },
    true,
    { country: "DE", language: "de" },
  ],
  ["a header that anybody wrote", { [header]: "DE" }, false, {}],
  ["unknown, Tor", { [header]: "XX" }, true, {}],
  ["no country", { [header]: "Germany" }, true, {}],
  ["the first language alone", { "accept-language": "pt-BR;q=0.5, en" }, true, { language: "pt" }],
  ["any language, and none", { "accept-language": "*" }, true, {}],
  ["nonsense", { "accept-language": "<script>" }, true, {}],
])("%s", (_, headers, trusted, expected) => {
  expect(readPlace(headers, header, trusted)).toEqual(expected);
});

test("without a named header there is no country, whoever tells one", () => {
  expect(readPlace({ [header]: "DE" }, undefined, true)).toEqual({});
});
