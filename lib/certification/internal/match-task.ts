import type { SandboxCallFact, TaskCall } from "../schema";

/** Names of path parameters do not count: `/shipments/{id}` is `/shipments/{shipmentId}`. */
const shape = (route: string) => route.replace(/\{[^}]*\}/g, "{}").replace(/\/+$/, "");

const fits = (line: TaskCall, call: SandboxCallFact) =>
  call.method.toUpperCase() === line.method &&
  shape(call.route) === shape(line.route) &&
  Math.floor(call.status / 100) === Number(line.status[0]);

/**
 * Finds for each line of a task a call of its own made within [from, until] (both counted). Returns the id found per line, null where none was.
 * A call serves one line only, so a task that lists the same line twice needs two calls. Lines that differ never fit the same call,
 * hence taking the first that fits loses nothing.
 */
export function matchTask(
  lines: readonly TaskCall[],
  calls: readonly SandboxCallFact[],
  from: Date,
  until: Date,
): (string | null)[] {
  const free = calls
    .filter((call) => call.at >= from && call.at <= until)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  return lines.map((line) => {
    const index = free.findIndex((call) => fits(line, call));
    return index < 0 ? null : (free.splice(index, 1)[0]?.id ?? null);
  });
}
