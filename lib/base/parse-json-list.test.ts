import { describe, expect, it } from "vitest";
import type { PortalError } from "./errors";
import { parseJson } from "./http";
import { parseJsonList } from "./parse-json-list";

const pad = "x".repeat(1_000);
const record = (n: number) => ({
  id: `r-${n}`,
  text: `"quoted" \\ back\\\\ ] } , [ { ä😀 ${pad}`,
  list: [1, [2, { a: [] }]],
});
const large = (count = 1_000) => Array.from({ length: count }, (_, n) => record(n));
const buffer = (text: string) => Buffer.from(text, "utf8");

/** What `parseJson` says of it: a value, or the refusal's words. */
const plainly = (body: Buffer): unknown => {
  try {
    return parseJson(body);
  } catch (error) {
    return (error as PortalError).message;
  }
};
const inPieces = (body: Buffer) => parseJsonList(body).catch((error: unknown) => (error as PortalError).message);

describe("a large list", () => {
  it("comes out as in one go, whatever stands in its texts and between its records", async () => {
    expect(await parseJsonList(buffer(JSON.stringify(large())))).toEqual(large());
    expect(await parseJsonList(buffer(` \n${JSON.stringify(large(), null, 3)}\r\n\t `))).toEqual(large());
    expect(await parseJsonList(buffer(`[${Array(200_000).fill("null").join()}]`))).toHaveLength(200_000);
  });

  it("lets others have their turn many times", async () => {
    const body = buffer(JSON.stringify(large(5_000)));
    let turns = 0;
    let done = false;
    const count = () => {
      turns++;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await parseJsonList(body);
    done = true;
    // Looked through and parsed in pieces of 128 KiB.
    expect(turns).toBeGreaterThan(body.length / (128 * 1024));
  });

  const good = JSON.stringify(large(400));
  it.each([
    ["breaks off", good.slice(0, -20)],
    ["breaks off in a text", good.slice(0, good.indexOf(pad) + 10)],
    ["has a comma too many at its end", `${good.slice(0, -1)},]`],
    ["has a comma too many inside", good.replace('},{"id":"r-300"', '},,{"id":"r-300"')],
    [
      "has only spaces between two commas, right where it is cut",
      `[${"1,".repeat(65_537)} , ,${"1,".repeat(99_999)}1]`,
    ],
    ["goes on behind its end", `${good}[]`],
    ["closes with the wrong bracket", `${good.slice(0, -1)}}`],
    ["holds what is no JSON", good.replace('"r-7"', "r-7")],
    ["is an object", `{"a":${good}}`],
    ["is a text", JSON.stringify(good)],
    ["is nothing but brackets", "[".repeat(300_000)],
  ])("that %s is judged as in one go", async (_what, text) => {
    expect(await inPieces(buffer(text))).toEqual(plainly(buffer(text)));
  });

  it("that is no UTF-8 is refused", async () => {
    const body = buffer(JSON.stringify(large()));
    body[5_000] = 0xff;
    await expect(parseJsonList(body)).rejects.toMatchObject({ code: "invalid_json" });
  });
});
