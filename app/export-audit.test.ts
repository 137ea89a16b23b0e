import { describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { recordAudit } from "@/lib/events/record-audit";
import { readSearch, toFilter } from "./(staff)/staff/audit-log/read-filter";
import { exportAudit } from "./export-audit";

useStores({ postgres: true });

const entry = (companyId: string, name: string) =>
  recordAudit(postgres(), {
    ...{
      actorKind: "person",
      actorId: "per_a",
      action: "app.updated",
      subjectKind: "app",
      subjectId: "app_1",
      companyId,
    },
    ...{ before: { name: "Old" }, after: { name } },
  });

describe("the audit log as a download", () => {
  it("is formula-safe CSV, of what the filter names only", async () => {
    await entry("com_a", "A");
    await recordAudit(postgres(), {
      ...{
        actorKind: "person",
        actorId: "=HYPERLINK(1)",
        action: "app.updated",
        subjectKind: "app",
        subjectId: "-2+3",
      },
      ...{ companyId: "com_b", after: { name: 'a "quoted", one' } },
    });
    const response = exportAudit(postgres(), { companyId: "com_b" }, "csv", "audit-log");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit-log.csv"');
    const [head, line, end] = (await response.text()).split("\r\n");
    expect(head).toBe("id,at,actorKind,actorId,action,subjectKind,subjectId,companyId,before,after,requestId");
    expect(line).toContain("'=HYPERLINK(1)");
    expect(line).toContain("'-2+3");
    expect(line).toContain('"{""name"":""a \\""quoted\\"", one""}"');
    expect(end).toBe("");
  });

  it("is JSON, a line each, with all there is however much it is", async () => {
    for (let at = 0; at < 1_003; at += 100) {
      await Promise.all(Array.from({ length: Math.min(100, 1_003 - at) }, () => entry("com_many", "x")));
    }
    const text = await exportAudit(postgres(), { companyId: "com_many" }, "json", "audit-log").text();
    const ids = text
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toHaveLength(1_003);
    expect(ids).toEqual([...ids].sort().reverse());
  });
});

it("filters of an address are whole days in UTC, and what is none of them is left out", () => {
  const search = readSearch({ action: "key", from: "2026-03-01", to: "2026-03-02", other: "x", actor: ["per_a", "b"] });
  expect(search).toEqual({ action: "key", actor: "per_a", from: "2026-03-01", to: "2026-03-02" });
  expect(toFilter(search)).toEqual({
    ...{ action: "key", actorId: "per_a", from: new Date("2026-03-01"), to: new Date("2026-03-03") },
  });
  expect(toFilter(readSearch({ from: "2026-02-31x", to: "soon" }))).toMatchObject({ from: undefined, to: undefined });
});
