import { listStepKinds } from "@/lib/reports/funnel/list-step-kinds";
import { type ConditionOp, conditionOps, type FunnelEntry, stepPlatforms } from "@/lib/reports/funnel/schema";
import { readSteps, writeSteps } from "@/lib/reports/funnel/steps-text";

const maxEntries = 40;
const maxConditions = 12;

/** What the builder's form says, and what its button asks (`up-2`, `down-2`, `remove-2`), as the query of the funnel's page. */
export function readBuilder(form: URLSearchParams): string {
  const entries: FunnelEntry[] = [];
  const [act, place] = (form.get("do") ?? "").split("-");
  let moved = -1;
  for (let at = 0; at < maxEntries; at++) {
    const kind = listStepKinds().get(form.get(`e${at}.name`) ?? "");
    if (!kind) continue;
    if (act && Number(place) === at) {
      if (act === "remove") continue;
      moved = entries.length;
    }
    const platform = stepPlatforms.find((one) => one === form.get(`e${at}.platform`)) ?? "any";
    const conditions: FunnelEntry["conditions"] = [];
    for (let of = 0; of < maxConditions; of++) {
      const field = form.get(`e${at}.c${of}.field`);
      // A property of the event that stood here before is none of this one.
      if (!field || !kind.fields.some(({ name }) => name === field)) continue;
      const op = conditionOps.find((one) => one === form.get(`e${at}.c${of}.op`)) ?? ("=" satisfies ConditionOp);
      conditions.push({ field, op, value: op === "exists" ? "" : (form.get(`e${at}.c${of}.value`) ?? "") });
    }
    entries.push({ not: form.get(`e${at}.not`) === "not", name: kind.name, platform, conditions });
  }
  const to = act === "up" ? moved - 1 : moved + 1;
  const [one, other] = [entries[moved], entries[to]];
  if (moved >= 0 && one && other) [entries[moved], entries[to]] = [other, one];
  const kept = [...form].filter(
    ([name, value]) => value !== "" && !/^e\d+\./.test(name) && name !== "do" && !isDefault(name, value),
  );
  return writeFunnelQuery([["steps", writeSteps(entries)], ...kept]);
}

const isDefault = (name: string, value: string) =>
  (name === "order" && value === "ordered") || (name === "window" && value === "30d");

/** A query that people can read: what an address may hold as it is stays as it is. */
export function writeFunnelQuery(given: Iterable<[string, string]>): string {
  const readable = (text: string) =>
    encodeURIComponent(text).replace(/%(3B|2C|3D|2F|40|3A)/g, (code) => decodeURIComponent(code));
  return [...given]
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${encodeURIComponent(name)}=${readable(value)}`)
    .join("&");
}

/** The entries of an address for the builder to show, also when they cannot be asked; none when they cannot be read. */
export function readEntries(steps: string | null): FunnelEntry[] {
  try {
    return readSteps(steps ?? "").slice(0, maxEntries);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
