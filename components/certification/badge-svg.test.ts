import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badgeSvg } from "./badge-svg";

const draw = (given: Partial<Parameters<typeof badgeSvg>[0]> = {}) =>
  badgeSvg({ issuer: "Parcelway", title: "Integration basics", status: "valid", accent: "#0f766e", ...given });

/** Tags of an XML text in order; throws when they do not close each other. */
function tagsOf(xml: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end, name: string, __, self) => {
      if (end && open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      if (!end && !self) open.push(name);
      if (!end) seen.push(name);
      return "";
    },
  );
  if (open.length || /[<>]/.test(rest) || /&(?!(amp|lt|gt|quot|#39);)/.test(rest))
    throw new Error(`not well-formed: ${rest}`);
  return seen;
}

describe("badgeSvg", () => {
  it("says who certifies what, and when it no longer counts", () => {
    expect(draw()).toContain("<title>Parcelway: Integration basics</title>");
    expect(draw({ status: "expired" })).toContain("<title>Parcelway: Integration basics: expired</title>");
    expect(draw({ status: "revoked" })).toContain("#b3261e");
    expect(draw({ status: "revoked" })).not.toContain("#0f766e");
  });

  it("cuts long texts", () => {
    expect(draw({ title: "x".repeat(500) })).toContain(`${"x".repeat(47)}…`);
  });

  it("is well-formed and runs nothing, whatever the texts hold", () => {
    const tags = tagsOf(draw());
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ unit: "grapheme", maxLength: 60 }),
        (issuer, title) => {
          expect(tagsOf(draw({ issuer, title }))).toEqual(tags);
        },
      ),
    );
    for (const attack of ["</text><script>alert(1)</script>", '" onload="alert(1)', "<!--", "]]>", "&entity;"]) {
      expect(tagsOf(draw({ title: attack }))).toEqual(tags);
    }
  });
});
