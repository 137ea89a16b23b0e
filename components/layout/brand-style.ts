/** Relative luminance of `#rrggbb`, 0..1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** White or near-black, whichever is easier to read on the colour. Of `oklch(...)` the lightness decides. */
export function readableOn(colour: string): string {
  const dark = "#06201d";
  if (colour.startsWith("#")) {
    const own = luminance(colour);
    return 1.05 / (own + 0.05) >= (own + 0.05) / (luminance(dark) + 0.05) ? "#ffffff" : dark;
  }
  const lightness = /oklch\(\s*([\d.]+)(%?)/i.exec(colour);
  const value = lightness ? Number(lightness[1]) / (lightness[2] ? 100 : 1) : 0;
  return value > 0.62 ? dark : "#ffffff";
}

/** The brand's colours as CSS variables, for the one <style> of the root layout. Values are checked by the config's schema. */
export function brandStyle(brand: { accent: string; accentDark: string }): string {
  return `:root{--brand-accent:${brand.accent};--brand-on-accent:${readableOn(brand.accent)};--brand-accent-dark:${brand.accentDark};--brand-on-accent-dark:${readableOn(brand.accentDark)}}`;
}
