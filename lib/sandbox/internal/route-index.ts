import type { OperationPlan } from "../schema";

type Node = { fixed: Map<string, Node>; param?: { name: string; node: Node }; plans: Map<string, OperationPlan> };

export type RouteMatch =
  | { kind: "found"; plan: OperationPlan; params: Record<string, string> }
  | { kind: "wrong-method"; allowed: string[] }
  | { kind: "unknown" };

const newNode = (): Node => ({ fixed: new Map(), plans: new Map() });

/** Finds the operation of a path in time that depends on the path's length only; fixed segments win over parameters (OpenAPI 3.1, "Path Templating Matching"). */
export function buildRouteIndex(plans: OperationPlan[]): (method: string, path: string) => RouteMatch {
  const root = newNode();
  for (const plan of plans) {
    let node = root;
    for (const segment of plan.route.split("/").slice(1)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      if (name) {
        node.param ??= { name, node: newNode() };
        node = node.param.node;
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
    if (!node.param || segment === "") return undefined;
    return walk(node.param.node, segments, at + 1, [...values, segment]);
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
