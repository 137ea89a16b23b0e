/**
 * The engraved rosette of a certificate, as on a banknote: its petals, waves and turn come from the code, so no two certificates look the same
 * and one certificate always does. Pure; coordinates around (0, 0).
 */
export function rosettePaths(code: string, radius: number): string[] {
  const random = numbersFrom(code);
  const petals = 8 + Math.floor(random() * 9);
  const turn = random() * Math.PI * 2;
  const depth = 0.07 + random() * 0.09;
  const twist = (0.5 + random() * 0.9) / petals;
  const rings = 9;
  return Array.from({ length: rings }, (_, ring) => {
    const size = radius * (0.42 + (0.5 * ring) / (rings - 1));
    // Two families of waves turn against each other: where they cross, the engraving shimmers.
    return [1, -1].map((side) => {
      const phase = turn + side * ring * twist * Math.PI;
      return closedCurve((angle) => size * (1 + depth * Math.sin(petals * angle + phase)), petals * 24);
    });
  }).flat();
}

function closedCurve(distance: (angle: number) => number, steps: number): string {
  const points = Array.from({ length: steps }, (_, step) => {
    const angle = (step / steps) * Math.PI * 2;
    const from = distance(angle);
    return `${(from * Math.cos(angle)).toFixed(1)} ${(from * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

/** Numbers in [0, 1) that depend on the text alone (FNV-1a into mulberry32). Decorative: nothing secret hangs on them. */
export function numbersFrom(text: string): () => number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
