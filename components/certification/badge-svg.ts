import type { CertificateStatus } from "@/lib/certification/schema";

const escapeXml = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    // Control characters have no place in XML, not even escaped.
    .replace(/[\p{Cc}\p{Cs}\p{Cn}]/gu, " ");

/** About how wide a text is in 11 px Verdana or Inter, px; `textLength` then makes it exactly so. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /[ .,:;!|'ijlIf()[\]-]/.test(character) ? 4 : /[A-ZMWmw@%]/.test(character) ? 8.4 : 6.6;
  }
  return Math.ceil(width);
}

const longest = 48;
const cut = (text: string) => ([...text].length > longest ? `${[...text].slice(0, longest - 1).join("")}…` : text);

/** A badge for a README or a website: who certifies at the left, what and whether it still counts at the right. Well-formed whatever the texts hold. */
export function badgeSvg(given: { issuer: string; title: string; status: CertificateStatus; accent: string }): string {
  const left = cut(given.issuer);
  const right = given.status === "valid" ? cut(given.title) : `${cut(given.title)}: ${given.status}`;
  const colour = given.status === "valid" ? given.accent : given.status === "expired" ? "#6b7280" : "#b3261e";
  const [leftWidth, rightWidth] = [widthOf(left), widthOf(right)];
  const split = 28 + leftWidth + 10;
  const width = split + rightWidth + 20;
  const label = escapeXml(`${left}: ${right}`);
  const text = (x: number, length: number, words: string) =>
    `<text x="${x}" y="18.5" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(words)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="28" viewBox="0 0 ${width} 28" role="img" aria-label="${label}"><title>${label}</title><clipPath id="r"><rect width="${width}" height="28" rx="6"/></clipPath><g clip-path="url(#r)"><rect width="${split}" height="28" fill="#16211f"/><rect x="${split}" width="${width - split}" height="28" fill="${escapeXml(colour)}"/></g><circle cx="16" cy="14" r="7" fill="${escapeXml(colour)}" stroke="#ffffff" stroke-opacity="0.35"/><path d="M12.9 14.2l2.2 2.3 4-4.5" fill="none" stroke="#ffffff" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/><g fill="#ffffff" font-family="Inter,Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11.5" font-weight="600">${text(29, leftWidth, left)}${text(split + 10, rightWidth, right)}</g></svg>`;
}
