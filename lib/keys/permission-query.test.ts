import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PermissionQuery, parsePermissionQuery, satisfies } from "./permission-query";

function allows(scopes: string[], text: string): boolean {
  const query = parsePermissionQuery(text);
  if ("reason" in query) throw new Error(query.reason);
  return satisfies(scopes, query);
}

describe("a permission query", () => {
  it.each([
    ["a", ["a"], true],
    ["a", [], false],
    ["a AND (b OR c)", ["a", "c"], true],
    ["a AND (b OR c)", ["b", "c"], false],
    ["a AND (b OR c)", ["a"], false],
    // AND binds tighter: a OR (b AND c).
    ["a OR b AND c", ["a"], true],
    ["(a OR b) AND c", ["a"], false],
    ["a or b And c", ["b", "c"], true],
    ["((a))", ["a"], true],
    ["shipments.read", ["shipments.*"], true],
    ["shipments.labels.read", ["shipments.*"], true],
    ["shipments:read", ["shipments:*"], true],
    ["shipments", ["shipments.*"], false],
    ["shipmentsx.read", ["shipments.*"], false],
    ["anything.at-all", ["*"], true],
    ["shipments.read", ["shipments.rea"], false],
  ])("%s with %j: %s", (query, scopes, expected) => {
    expect(allows(scopes, query)).toBe(expected);
  });

  it.each([
    "",
    "   ",
    "a b",
    "a AND",
    "AND a",
    "a AND OR b",
    "(a",
    "a)",
    "()",
    "a.*",
    "*",
    "a & b",
    "é",
    `${"(".repeat(50)}a`,
  ])("%j is none, and the reason says why", (text) => {
    expect(parsePermissionQuery(text)).toEqual({ reason: expect.stringMatching(/^(ends|has|must)/) });
  });

  it("has a longest length and a deepest nesting, and takes no time to refuse either", () => {
    expect(parsePermissionQuery("a ".repeat(1_000_000))).toEqual({ reason: "must have at most 1000 characters" });
    expect(parsePermissionQuery(`${"(".repeat(21)}a${")".repeat(21)}`)).toEqual({
      reason: "must not nest deeper than 20",
    });
  });

  it("means what the tree it was printed from means", () => {
    const { tree } = fc.letrec<{ tree: PermissionQuery }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("a", "b", "c.read", "c.write").map((name) => ({ kind: "name" as const, name })),
        fc.record({
          kind: fc.constantFrom("and" as const, "or" as const),
          parts: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
        }),
      ),
    }));
    const print = (query: PermissionQuery): string =>
      query.kind === "name" ? query.name : `(${query.parts.map(print).join(` ${query.kind.toUpperCase()} `)})`;
    const holds = (query: PermissionQuery, has: (name: string) => boolean): boolean =>
      query.kind === "name"
        ? has(query.name)
        : query.kind === "and"
          ? !query.parts.some((part) => !holds(part, has))
          : query.parts.filter((part) => holds(part, has)).length > 0;
    fc.assert(
      fc.property(tree, fc.subarray(["a", "b", "c.read", "c.*"]), (query, scopes) => {
        fc.pre(print(query).length <= 1_000);
        const has = (name: string) => scopes.includes(name) || (name.startsWith("c.") && scopes.includes("c.*"));
        return allows(scopes, print(query)) === holds(query, has);
      }),
      { numRuns: 500 },
    );
  });
});
