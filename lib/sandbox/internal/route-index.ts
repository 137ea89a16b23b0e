import type { OperationPlan } from "../schema";

/** `mixed`: segments such as `{id}.json` or `{base}...{head}`, by their text. */
type Node = {
  fixed: Map<string, Node>;
  mixed: Map<string, { pattern: RegExp; node: Node }>;
  param?: Node;
  plans: Map<string, OperationPlan>;
};

export type RouteMatch =
  | { kind: "found"; plan: OperationPlan; params: Record<string, string> }
  | { kind: "wrong-method"; allowed: string[] }
  | { kind: "unknown" };

const newNode = (): Node => ({ fixed: new Map(), mixed: new Map(), plans: new Map() });

const isMixed = (segment: string) => /\{[^}]+\}/.test(segment);

/** `{id}.json` -> `^(.+?)\.json$`, each name a group. */
function toPattern(segment: string): RegExp {
  const parts = segment.split(/\{[^}]+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("(.+?)")}$`);
}

/** Finds the operation of a path in time that depends on the path's length only; fixed segments win over parameters (OpenAPI 3.1, "Path Templating Matching"). */
export function buildRouteIndex(plans: OperationPlan[]): (method: string, path: string) => RouteMatch {
  const root = newNode();
  for (const plan of plans) {
    let node = root;
    for (const segment of plan.route.split("/").slice(1)) {
      if (/^\{[^{}]+\}$/.test(segment)) {
        node.param ??= newNode();
        node = node.param;
      } else if (isMixed(segment)) {
        const text = segment.replace(/\{[^}]+\}/g, "{}");
        const next = node.mixed.get(text) ?? { pattern: toPattern(segment), node: newNode() };
        node.mixed.set(text, next);
        node = next.node;
      } else {
        const next = node.fixed.get(segment) ?? newNode();
        node.fixed.set(segment, next);
        node = next;
      }
    }
    node.plans.set(plan.method, plan);
  }

  function walk(
    node: Node,
    segments: string[],
    at: number,
    values: string[],
  ): { node: Node; values: string[] } | undefined {
    if (at === segments.length) return node.plans.size ? { node, values } : undefined;
    const segment = segments[at] as string;
    const fixed = node.fixed.get(segment);
    const found = fixed && walk(fixed, segments, at + 1, values);
    if (found) return found;
    for (const { pattern, node: next } of node.mixed.values()) {
      const match = pattern.exec(segment);
      const hit = match && walk(next, segments, at + 1, [...values, ...match.slice(1)]);
      if (hit) return hit;
    }
    if (!node.param || segment === "") return undefined;
    return walk(node.param, segments, at + 1, [...values, segment]);
  }

  return (method, path) => {
    const trimmed = path.length > 1 ? path.replace(/\/$/, "") : path;
    const hit = walk(root, trimmed.split("/").slice(1), 0, []);
    if (!hit) return { kind: "unknown" };
    const plan = hit.node.plans.get(method);
    if (!plan) return { kind: "wrong-method", allowed: [...hit.node.plans.keys()] };
    const names = [...plan.route.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] as string);
    const params: Record<string, string> = {};
    for (const [i, name] of names.entries()) {
      try {
        params[name] = decodeURIComponent(hit.values[i] ?? "");
      } catch {
        return { kind: "unknown" };
      }
    }
    return { kind: "found", plan, params };
  };
}
