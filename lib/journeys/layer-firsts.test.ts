import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { layers } from "./schema";

test("the ledger's rollup by layer knows every stage of every layer, and no other", () => {
  const sql = readFileSync("lib/base/clickhouse/migrations/0042_report_rollups.sql", "utf8");
  const lists = [...sql.matchAll(/transform\(toString\(stage\), \[([^\]]+)\], \[([^\]]+)\]/g)].map(
    ([, names, numbers]) => {
      const stages = [...(names ?? "").matchAll(/'(\w+)'/g)].map((match) => match[1] as string);
      const numbered = (numbers ?? "").split(",").map(Number);
      return stages.map((stage, index) => `${stage} ${numbered[index]}`).sort();
    },
  );
  const expected = layers.flatMap(({ number, stages }) => stages.map((stage) => `${stage} ${number}`)).sort();
  // The view, and the copy of what was there before it.
  expect(lists).toEqual([expected, expected]);
});
