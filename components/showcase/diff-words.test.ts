import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords } from "./diff-words";

describe("diffWords", () => {
  it("shows what changed and nothing else", () => {
    expect(diffWords("Labels for every order", "Labels for each order")).toEqual([
      { kind: "same", text: "Labels for " },
      { kind: "removed", text: "every" },
      { kind: "added", text: "each" },
      { kind: "same", text: " order" },
    ]);
    expect(diffWords("same", "same")).toEqual([{ kind: "same", text: "same" }]);
    expect(diffWords("", "new")).toEqual([{ kind: "added", text: "new" }]);
    expect(diffWords("old", "")).toEqual([{ kind: "removed", text: "old" }]);
    expect(diffWords("", "")).toEqual([]);
  });

  it("loses no character of either text", () => {
    const words = fc
      .array(fc.constantFrom("a", "b", "c", " ", "\n", "word"), { maxLength: 60 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(words, words, (before, after) => {
        const parts = diffWords(before, after);
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join("");
        expect(without("added")).toBe(before);
        expect(without("removed")).toBe(after);
      }),
    );
  });

  it("compares very long texts as a whole", () => {
    const long = "a b ".repeat(2_000);
    expect(diffWords(long, `${long}c`).map((part) => part.kind)).toEqual(["removed", "added"]);
  });
});
