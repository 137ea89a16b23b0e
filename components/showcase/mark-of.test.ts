import { expect, it } from "vitest";
import { markOf } from "./mark-of";

it("is the same for the same name, whatever its case and blanks", () => {
  expect(markOf(" Mill Books ")).toEqual(markOf("mill books"));
});

it("takes a whole first character", () => {
  expect(markOf("émile").letter).toBe("É");
  expect(markOf("📦 Boxes").letter).toBe("📦");
  expect(markOf("").letter).toBe("?");
});

it("spreads names over the colours and shapes", () => {
  const marks = Array.from({ length: 300 }, (_, i) => markOf(`App ${i}`));
  expect(new Set(marks.map((mark) => Math.floor(mark.hue / 30))).size).toBe(12);
  expect(new Set(marks.map((mark) => mark.shape)).size).toBe(4);
});
