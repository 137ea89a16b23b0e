import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksum, makeSecret } from "./internal/key-format";
import { parseKey } from "./parse-key";
import { environments } from "./schema";

describe("the checksum of a key", () => {
  it("is CRC-32 in base62: the standard's own check value by hand", () => {
    // CRC-32 of "123456789" is cbf43926 = 3421780262 = ((((3*62 + 45)*62 + 35)*62 + 27)*62 + 22)*62 + 14; digits 3 j Z R M E.
    expect(checksum("123456789")).toBe("3jZRME");
  });

  it("of a whole key, computed by another program", () => {
    // 8df42032 = 2381586482 = digits 2 37 10 55 27 12.
    expect(checksum("pwy_live_0123456789ABCDEFGHIJKLMNOPQRST")).toBe("2bAtRC");
    expect(parseKey("pwy_live_0123456789ABCDEFGHIJKLMNOPQRST2bAtRC", "pwy")).toBe("live");
  });

  it("is padded to six digits", () => {
    const found = Array.from({ length: 200 }, (_, i) => checksum(`pad-${i}`)).filter((text) => text.startsWith("0"));
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) expect(text).toHaveLength(6);
  });
});

describe("parseKey", () => {
  it("knows its own keys and their environment", () => {
    for (const environment of environments) {
      const secret = makeSecret("pwy", environment);
      expect(secret).toMatch(environment === "live" ? /^pwy_live_[0-9A-Za-z]{36}$/ : /^pwy_sbx_[0-9A-Za-z]{36}$/);
      expect(parseKey(secret, "pwy")).toBe(environment);
    }
  });

  it("refuses another organisation's, and one whose name begins alike", () => {
    expect(parseKey(makeSecret("abc", "live"), "pwy")).toBeNull();
    expect(parseKey(makeSecret("pwyx", "live"), "pwy")).toBeNull();
  });

  it("refuses a key with any one character changed", () => {
    const secret = makeSecret("pwy", "live");
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom(..."0Az_-é\0"), (at, character) => {
        fc.pre(secret[at] !== character);
        return parseKey(secret.slice(0, at) + character + secret.slice(at + 1), "pwy") === null;
      }),
      { numRuns: 500 },
    );
  });

  it("refuses anything else: empty, too short, too long by one or by a megabyte, a service token", () => {
    const secret = makeSecret("pwy", "sandbox");
    for (const text of ["", "pwy_sbx_", secret.slice(0, -1), `${secret}0`, ` ${secret}`, `svc_${secret}`]) {
      expect(parseKey(text, "pwy")).toBeNull();
    }
    expect(parseKey(secret.repeat(25_000), "pwy")).toBeNull();
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => parseKey(text, "pwy") === null));
  });
});
