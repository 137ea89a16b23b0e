/** What a name's mark is made of: a hue (degrees), a letter, a turn (degrees) and one of four shapes. Same name, same mark. */
export function markOf(name: string): { hue: number; letter: string; turn: number; shape: 0 | 1 | 2 | 3 } {
  let hash = 0x811c9dc5;
  for (const character of name.trim().toLowerCase()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  // The low bits of short texts hardly differ: spread them over all 32.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash = (hash ^ (hash >>> 13)) >>> 0;
  return {
    hue: hash % 360,
    letter: ([...name.trim()][0] ?? "?").toUpperCase(),
    turn: ((hash >>> 9) % 8) * 45,
    shape: ((hash >>> 17) % 4) as 0 | 1 | 2 | 3,
  };
}
