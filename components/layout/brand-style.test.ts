import { describe, expect, it } from "vitest";
import { brandStyle, readableOn } from "./brand-style";

describe("text on the brand's colour", () => {
  it("is white on dark colours and dark on light ones", () => {
    expect(readableOn("#0f766e")).toBe("#ffffff");
    expect(readableOn("#2dd4bf")).toBe("#06201d");
    expect(readableOn("#facc15")).toBe("#06201d");
    expect(readableOn("oklch(0.45 0.1 180)")).toBe("#ffffff");
    expect(readableOn("oklch(85% 0.1 180)")).toBe("#06201d");
  });
  it("goes into the page with the colours", () => {
    expect(brandStyle({ accent: "#0f766e", accentDark: "#2dd4bf" })).toBe(
      ":root{--brand-accent:#0f766e;--brand-on-accent:#ffffff;--brand-accent-dark:#2dd4bf;--brand-on-accent-dark:#06201d}",
    );
  });
});
