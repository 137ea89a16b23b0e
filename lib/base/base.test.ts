import { describe, expect, it } from "vitest";
import { PortalError, toProblem } from "./errors";
import { csvCell, formatDuration } from "./format";
import { newId } from "./ids";
import { hashSecret, randomBase62, sameSecret, toBase62 } from "./secrets";

describe("ids", () => {
  it("carry their kind and sort by the order they were made in", () => {
    const made = Array.from({ length: 1_000 }, () => newId("person"));
    expect(made.every((id) => /^per_[0-9a-z]{26}$/.test(id))).toBe(true);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(1_000);
  });
});

describe("secrets", () => {
  it("hash as SHA-256", () => {
    expect(hashSecret("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
  it("compare", () => {
    expect(sameSecret("a", "a")).toBe(true);
    expect(sameSecret("a", "b")).toBe(false);
    expect(sameSecret("a", "aa")).toBe(false);
  });
  it("write base62, padded", () => {
    expect(toBase62(0, 6)).toBe("000000");
    expect(toBase62(61, 6)).toBe("00000z");
    expect(toBase62(62, 6)).toBe("000010");
    // 2^32 - 1 = 4*62^5 + 42*62^4 + 41*62^3 + 15*62^2 + 12*62 + 3: the largest CRC-32 fits six characters.
    expect(toBase62(2 ** 32 - 1, 6)).toBe("4gfFC3");
    expect(randomBase62(30)).toMatch(/^[0-9A-Za-z]{30}$/);
  });
});

describe("format", () => {
  it("makes exports formula-safe", () => {
    expect(csvCell("=1+1")).toBe("'=1+1");
    expect(csvCell("+49")).toBe("'+49");
    expect(csvCell(-5)).toBe("-5");
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
    expect(csvCell("@SUM(A1)\n")).toBe('"\'@SUM(A1)\n"');
    expect(csvCell(null)).toBe("");
  });
  it("says durations in two units", () => {
    expect(formatDuration(850)).toBe("850 ms");
    expect(formatDuration(12_000)).toBe("12 s");
    expect(formatDuration(200_000)).toBe("3 min 20 s");
    expect(formatDuration(5 * 3_600_000)).toBe("5 h");
    expect(formatDuration(100 * 3_600_000)).toBe("4 d 4 h");
  });
});

describe("problems", () => {
  it("follow RFC 9457 and name fields by pointer", () => {
    const error = new PortalError("invalid_fields", "cost must be a whole number", {
      errors: [{ pointer: "/cost", detail: "must be a whole number" }],
    });
    expect(toProblem(error, "req_1")).toEqual({
      type: "/docs/errors#invalid_fields",
      title: "Some fields are not valid",
      status: 400,
      detail: "cost must be a whole number",
      instance: "urn:request:req_1",
      errors: [{ pointer: "/cost", detail: "must be a whole number" }],
    });
  });
});
