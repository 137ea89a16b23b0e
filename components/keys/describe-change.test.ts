import { expect, it } from "vitest";
import { describeChange } from "./describe-change";

const key = {
  ...{ name: "ci", scopes: ["a"], allowedCidrs: [], ratelimits: [], metadata: {}, expiresAt: null },
  ...{ disabled: false, revoked: false },
};

it("says what changed, from what to what, and nothing else", () => {
  const after = {
    ...key,
    scopes: ["a", "b"],
    ratelimits: [{ name: "x", limit: 5, durationMs: 60_000 }],
    revoked: true,
  };
  expect(describeChange({ before: key, after })).toEqual([
    { field: "scopes", before: "a", after: "a, b" },
    { field: "limits", before: "none", after: "x 5/m" },
    { field: "revoked", before: "no", after: "yes" },
  ]);
  expect(describeChange({ before: key, after: key })).toEqual([]);
});

it("of something new says what is set", () => {
  expect(describeChange({ before: null, after: key })).toEqual([
    { field: "name", before: undefined, after: "ci" },
    { field: "scopes", before: undefined, after: "a" },
  ]);
  expect(describeChange({ before: null, after: null })).toEqual([]);
});
