import type { NamedLimit } from "@/lib/keys/schema";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const linePattern = /^(\S+)\s+(\d{1,10})\s*(?:\/|per)\s*(\d{0,8})\s*([smhd])$/;

/** Limits as people write them, one a line: `exports 100/1h`. Safe in the browser. */
export function writeLimitLines(limits: readonly NamedLimit[]): string {
  return limits.map(({ name, limit, durationMs }) => `${name} ${limit}/${writeDuration(durationMs)}`).join("\n");
}

/** The limits that lines mean, not yet checked against any bounds; or the line that means none. */
export function readLimitLines(text: string): NamedLimit[] | { badLine: number } {
  const limits: NamedLimit[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.trim()) continue;
    const [, name, limit, count, unit] = linePattern.exec(line.trim()) ?? [];
    if (!name) return { badLine: index + 1 };
    const durationMs = Number(count || 1) * unitMs[unit as keyof typeof unitMs];
    limits.push({ name, limit: Number(limit), durationMs });
  }
  return limits;
}

function writeDuration(ms: number): string {
  const [unit, size] = (["d", "h", "m", "s"] as const)
    .map((name) => [name, unitMs[name]] as const)
    .find(([, length]) => ms % length === 0) ?? ["s", 1_000];
  const count = ms / size;
  return count === 1 ? unit : `${count}${unit}`;
}
