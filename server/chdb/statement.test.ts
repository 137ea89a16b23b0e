import { describe, expect, it } from "vitest";
import { formatOf, isMulti, parseInsert, splitInline } from "./statement";

describe("an INSERT whose rows are the body", () => {
  it.each([
    ["INSERT INTO t FORMAT JSONEachRow", { head: "INSERT INTO t", settings: "", format: "JSONEachRow" }],
    ["insert into `a`.`b` (x, y)\nformat CSV;", { head: "insert into `a`.`b` (x, y)", settings: "", format: "CSV" }],
    [
      "/* why */ INSERT INTO t (* EXCEPT(b)) SETTINGS max_threads = 1 FORMAT RowBinary",
      { head: "/* why */ INSERT INTO t (* EXCEPT(b))", settings: "SETTINGS max_threads = 1", format: "RowBinary" },
    ],
  ])("%s", (sql, expected) => expect(parseInsert(sql)).toEqual(expected));

  it.each(["SELECT 1 FORMAT JSON", "INSERT INTO t SELECT * FROM u FORMAT JSON", "INSERT INTO t VALUES (1)", ""])(
    "is not: %s",
    (sql) => expect(parseInsert(sql)).toBeNull(),
  );
});

describe("rows written behind the statement", () => {
  it("are parted from it, whatever stands in them", () => {
    const rows = '{"a": "x; y\\n"}\n\n{"a": "FORMAT CSV"}';
    expect(splitInline(`INSERT INTO t FORMAT JSONEachRow\n${rows}`)).toEqual({
      sql: "INSERT INTO t FORMAT JSONEachRow",
      rows,
    });
    expect(splitInline("INSERT INTO t FORMAT CSV 1,2")).toEqual({ sql: "INSERT INTO t FORMAT CSV", rows: "1,2" });
  });

  it("are left where they are in VALUES, SELECT and anything else", () => {
    for (const sql of [
      "INSERT INTO t VALUES ('a FORMAT CSV b')",
      "INSERT INTO t FORMAT Values (1)",
      "INSERT INTO t SELECT 1 FORMAT CSV x",
      "SELECT ' FORMAT CSV x'",
    ]) {
      expect(splitInline(sql)).toEqual({ sql, rows: "" });
    }
  });
});

describe("more than one statement", () => {
  it("is told from semicolons in strings, names and comments", () => {
    expect(isMulti("SELECT 1; DROP TABLE t")).toBe(true);
    expect(isMulti("SELECT ';', 'it''s; \\'; ', \"a;b\", `c;d` -- e;f\n/* g;h */ ;\n -- end")).toBe(false);
  });
});

it("knows the format a statement asks for", () => {
  expect(formatOf("SELECT 1\nFORMAT JSONEachRow")).toBe("JSONEachRow");
  expect(formatOf("SELECT 1 FORMAT JSON SETTINGS max_threads=1;")).toBe("JSON");
  expect(formatOf("SELECT 'x FORMAT y'")).toBeUndefined();
});
