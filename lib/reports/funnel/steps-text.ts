import { type Condition, conditionOps, type FunnelEntry, stepPlatforms } from "./schema";

/**
 * Steps as they stand in an address: `page_viewed(path~/docs);!signed_in;signed_up;call@api(environment=live,status_class=2xx)`.
 * `;` between entries, `!` before what must not happen in between, `@web` or `@api`, conditions in parentheses: `=`, `!=`, `~`
 * (contains), `>`, `<`, or a name alone (is there). In a value `\` goes before `,`, `)`, `;` and itself.
 */
const head = /^(!?)([a-z0-9_]+)(?:@([a-z]+))?/;
const condition = /^([A-Za-z0-9_]+)(!=|=|~|>|<)?/;

/** Reads what `writeSteps` writes. Throws SyntaxError that says where it stopped; names and values are not looked at. */
export function readSteps(text: string): FunnelEntry[] {
  const entries: FunnelEntry[] = [];
  let rest = text;
  const stop = () => new SyntaxError(`cannot be read from ${JSON.stringify(rest.slice(0, 40))} on`);
  while (rest) {
    const [whole, not, name, platform = "any"] = head.exec(rest) ?? [];
    const known = stepPlatforms.find((one) => one === platform);
    if (!whole || !name || !known) throw stop();
    rest = rest.slice(whole.length);
    const entry: FunnelEntry = { not: not === "!", name, platform: known, conditions: [] };
    entries.push(entry);
    if (rest.startsWith("(")) {
      rest = rest.slice(1);
      while (!rest.startsWith(")")) {
        const [part, field, op] = condition.exec(rest) ?? [];
        if (!part || !field) throw stop();
        rest = rest.slice(part.length);
        const value = op ? (/^(?:\\.|[^\\,;)])*/s.exec(rest)?.[0] ?? "") : "";
        rest = rest.slice(value.length);
        const known = conditionOps.find((one) => one === op) ?? "exists";
        entry.conditions.push({ field, op: known, value: value.replace(/\\(.)/gs, "$1") });
        if (rest.startsWith(",")) rest = rest.slice(1);
        else if (!rest.startsWith(")")) throw stop();
      }
      rest = rest.slice(1);
    }
    if (rest.startsWith(";")) rest = rest.slice(1);
    else if (rest) throw stop();
  }
  return entries;
}

export function writeSteps(entries: readonly FunnelEntry[]): string {
  return entries.map((entry) => `${entry.not ? "!" : ""}${writeStep(entry)}`).join(";");
}

/** One step without its place: the same text means the same step. */
export function writeStep({ name, platform, conditions }: Omit<FunnelEntry, "not">): string {
  const where = platform === "any" ? "" : `@${platform}`;
  return `${name}${where}${conditions.length ? `(${conditions.map(writeCondition).join(",")})` : ""}`;
}

function writeCondition({ field, op, value }: Condition): string {
  return op === "exists" ? field : `${field}${op}${value.replace(/[\\,;)]/g, "\\$&")}`;
}
