/** A rule of `journey.valuable` in portal.config.ts; what it does not give matches all. */
export type ValuableRule = { method?: string; route?: string; status: string };

/** Whether a call counts as valuable (layer 6): any rule of which every given part matches. */
export function isValuable(
  rules: readonly ValuableRule[],
  call: { method: string; route: string; status: number },
): boolean {
  return rules.some(
    (rule) =>
      (rule.method === undefined || rule.method === call.method) &&
      Number(rule.status[0]) === Math.floor(call.status / 100) &&
      (rule.route === undefined || matchesRoute(rule.route, call.route)),
  );
}

/**
 * Whether a route fits a pattern, segment by segment: `{name}` and `*` stand for one segment, a `**` at the end for any rest,
 * the empty one included. A slash at the end counts for nothing.
 */
export function matchesRoute(pattern: string, route: string): boolean {
  const wanted = segments(pattern);
  const given = segments(route);
  const open = wanted.at(-1) === "**";
  if (open) wanted.pop();
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, index) => part === "*" || /^\{.*\}$/.test(part) || part === given[index]);
}

function segments(path: string): string[] {
  return path.split("/").filter(Boolean);
}
