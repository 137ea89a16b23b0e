/**
 * The engraved rosette of a certificate, as on a banknote: its petals, waves and turn come from the code, so no two certificates look the same
 * and one certificate always does. Pure; coordinates around (0, 0).
 */
export function rosettePaths(code: string, radius: number): string[] {
  const random = numbersFrom(code);
  const petals = 7 + Math.floor(random() * 7);
  const waves = petals * (2 + Math.floor(random() * 2));
  const turn = random() * Math.PI * 2;
  const depth = 0.1 + random() * 0.1;
  const rings = 9;
  return Array.from({ length: rings }, (_, ring) => {
    const size = radius * (0.4 + (0.52 * ring) / (rings - 1));
    const phase = turn + (ring * Math.PI) / petals;
    return closedCurve(
      (angle) => size * (1 + depth * Math.sin(petals * angle + phase) + 0.028 * Math.sin(waves * angle - 2 * phase)),
      waves * 10,
    );
  });
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
