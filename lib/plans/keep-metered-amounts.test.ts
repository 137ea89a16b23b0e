import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { append, call } from "@/lib/reports/testing/ledger";
import { assignPlan } from "./assign-plan";
import { keepMeteredAmounts } from "./keep-metered-amounts";

useStores();
beforeAll(() => shiftClock(Date.parse("2026-05-20T12:00:00Z") - Date.now()));
afterAll(() => shiftClock(0));

const kept = defineQuery({
  sql: `SELECT company_id AS company, toString(sum(amount)) AS amount FROM metered_daily
    WHERE (month, version) IN (SELECT month, max(version) FROM metered_months GROUP BY month) GROUP BY company ORDER BY company`,
  params: z.object({}),
  row: z.object({ company: z.string(), amount: z.string() }),
});
/** Parcels a label was made for: 100 a month are free on plan Build, more cost 0.08 each. */
const labels = (at: string, quantity: number) =>
  call(at, "live", { company: "com_a", person: "per_a" }, { method: "POST", status: 201, quantity });

test("a month is computed again when late usage or a plan changes it, and only then", async () => {
  await append([labels("2026-05-02T10:00:00Z", 110)]);
  expect(await keepMeteredAmounts(postgres())).toEqual(["2026-05-01"]);
  expect(await runQuery(kept, {})).toEqual([{ company: "com_a", amount: "0.8" }]);
  expect(await keepMeteredAmounts(postgres())).toEqual([]);
  // Two days late, and a day earlier.
  shiftClock(Date.parse("2026-05-20T12:01:00Z") - Date.now());
  await append([labels("2026-05-01T09:00:00Z", 5)]);
  expect(await keepMeteredAmounts(postgres())).toEqual(["2026-05-01"]);
  expect(await runQuery(kept, {})).toEqual([{ company: "com_a", amount: "1.2" }]);
  // Grow has 1,000 labels in it: what was charged before is charged no more, and no row of it is left to count.
  await postgres().company.create({ data: { id: "com_a", name: "A", slug: "a", kind: "organisation" } });
  const from = new Date("2026-05-01T00:00:00Z");
  await assignPlan(postgres(), "com_a", { planId: "grow", reason: "test", from }, { kind: "system", id: "test" });
  shiftClock(Date.parse("2026-05-20T12:02:00Z") - Date.now());
  expect(await keepMeteredAmounts(postgres())).toEqual(["2026-05-01"]);
  expect(await runQuery(kept, {})).toEqual([]);
});
