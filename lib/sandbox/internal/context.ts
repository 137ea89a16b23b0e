import type { Tx } from "@/lib/base/postgres";
import type { OperationPlan, SandboxAnswer, SandboxCall } from "../schema";
import type { World } from "./world";

export type Body = Record<string, unknown>;

/** Something in a world came, changed or went. */
export type Change = {
  collection: string;
  resourceId: string;
  before: Body | null;
  after: Body | null;
};

export type Context = {
  tx: Tx;
  world: World;
  plan: OperationPlan;
  call: SandboxCall;
  params: Record<string, string>;
  changes: Change[];
};

export const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function answer(
  plan: OperationPlan,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): SandboxAnswer {
  return {
    status,
    headers,
    body: status === 204 ? undefined : body,
    operation: { id: plan.id, method: plan.method, route: plan.route },
    errors: [],
  };
}

/** Times of the world, in the form the example has them: text, or seconds since 1970. */
export function stamp(like: Body, world: World, fields: string[]): Body {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      if (typeof like[field] === "string") return [[field, world.now.toISOString()]];
      return typeof like[field] === "number" ? [[field, Math.floor(world.now.getTime() / 1_000)]] : [];
    }),
  );
}
