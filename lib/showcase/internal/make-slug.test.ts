import { expect, it } from "vitest";
import { makeSlug } from "./make-slug";

it.each([
  ["Mill Books", "mill-books"],
  ["  Müller & Söhne  ", "muller-sohne"],
  ["../../etc/passwd", "etc-passwd"],
  ["包裹", "app"],
  ["", "app"],
  ["x".repeat(80), "x".repeat(50)],
  [`${"x".repeat(49)} y`, "x".repeat(49)],
])("%j -> %s", (name, slug) => {
  expect(makeSlug(name)).toBe(slug);
});
