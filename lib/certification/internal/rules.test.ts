import { describe, expect, it } from "vitest";
import { addMonths, auditDueAt, requireReviewer } from "./rules";

describe("addMonths", () => {
  it.each([
    ["2026-11-21T10:00:00.000Z", 12, "2027-11-21T10:00:00.000Z"],
    ["2026-01-31T10:00:00.000Z", 1, "2026-02-28T10:00:00.000Z"],
    ["2024-02-29T23:59:59.000Z", 12, "2025-02-28T23:59:59.000Z"],
    ["2026-12-31T00:00:00.000Z", 2, "2027-02-28T00:00:00.000Z"],
  ])("%s + %i months = %s", (from, months, expected) => {
    expect(addMonths(new Date(from), months).toISOString()).toBe(expected);
  });
});

describe("auditDueAt", () => {
  it("is 30 days before expiry, and never in the first half", () => {
    const due = (from: string, to: string) => auditDueAt(new Date(from), new Date(to)).toISOString();
    expect(due("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")).toBe("2026-12-02T00:00:00.000Z");
    expect(due("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")).toBe("2026-01-16T12:00:00.000Z");
  });
});

describe("requireReviewer", () => {
  it.each(["admin", "devrel"])("lets %s decide", (role) => {
    expect(() => requireReviewer({ personId: "per_1", role })).not.toThrow();
  });
  it.each(["viewer", "marketing", "success", null])("refuses %s", (role) => {
    expect(() => requireReviewer({ personId: "per_1", role })).toThrow(/admin and devrel/);
  });
});
