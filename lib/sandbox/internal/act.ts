import type { Db, Tx } from "@/lib/base/postgres";
import type { OperationPlan, SandboxAnswer, SandboxCall } from "../schema";
import { makeId } from "./make-id";
import { findItems } from "./plan-operations";
import { refuse } from "./refuse";
import {
  changeResource,
  findResource,
  listResources,
  nextSequence,
  openWorld,
  type Resource,
  removeResource,
  saveNew,
  type World,
} from "./world";

type Body = Record<string, unknown>;
type Context = {
  tx: Tx;
  appId: string;
  world: World;
  plan: OperationPlan;
  call: SandboxCall;
  params: Record<string, string>;
  seeds: Seeds;
};

/** What a collection holds in every world before anything was created: the list example of a collection nobody can create in. */
export type Seeds = Map<string, Body[]>;

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Does what the operation says to the app's world, in one transaction. */
export async function act(
  db: Db | Tx,
  appId: string,
  plan: OperationPlan,
  call: SandboxCall,
  params: Record<string, string>,
  seeds: Seeds,
): Promise<SandboxAnswer> {
  const world = await openWorld(db, appId);
  const context = { tx: db as Tx, appId, world, plan, call, params, seeds };
  switch (plan.act.kind) {
    case "create":
      return create(context, plan.act.collection);
    case "list":
      return list(context, plan.act.collection);
    case "read":
      return withItem(context, plan.act.collection, plan.act.idParam, async (item) => answer(plan, 200, item.body));
    case "update":
      return update(context, plan.act);
    case "remove":
      return withItem(context, plan.act.collection, plan.act.idParam, async (item) => {
        await removeResource(context.tx, appId, collectionOf(plan), item.resourceId);
        const sample = plan.sample();
        return answer(plan, plan.status, isObject(sample) ? { ...sample, id: item.resourceId } : undefined);
      });
    case "act":
      return withItem(context, plan.act.collection, plan.act.idParam, async (item) => {
        const body = {
          ...item.body,
          ...changedByAct(plan.sample(), item.body),
          ...stamp(item.body, world, ["updatedAt", "updated_at"]),
        };
        await changeResource(context.tx, appId, collectionOf(plan), item.resourceId, body);
        return answer(plan, plan.status, body);
      });
    case "sample":
      return answer(plan, plan.status, fillParams(plan.sample(), params));
  }
}

const collectionOf = (plan: OperationPlan) => ("collection" in plan.act ? plan.act.collection : "");

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

async function create(context: Context, collection: string): Promise<SandboxAnswer> {
  const { tx, appId, world, plan, call } = context;
  const given = isObject(call.body) ? call.body : {};
  const referred: { resource: Resource; collection: string; field: string }[] = [];
  for (const { field, collection: target } of plan.references) {
    const id = given[field];
    if (typeof id !== "string") continue;
    const resource = await findResource(tx, appId, target, id);
    if (!resource) {
      return refuse(
        plan,
        plan.statuses.includes("404") ? 404 : 422,
        `There is no ${target.slice(1)} resource with this id in your sandbox.`,
        [{ pointer: `/${field}`, detail: `nothing in ${target} has this id; create one first` }],
      );
    }
    referred.push({ resource, collection: target, field });
  }
  const sequence = await nextSequence(tx, appId);
  const sample = plan.sample() as Body;
  // Optional fields of the example that the caller did not send are left out of the new thing when the request could have carried them.
  const body: Body = {
    ...sample,
    ...shared(sample, referred),
    ...given,
    ...stamp(sample, world, ["createdAt", "updatedAt", "created_at", "updated_at"]),
  };
  for (const field of plan.optionalFields) if (!(field in given)) delete body[field];
  for (const [field, value] of Object.entries(plan.emptyFields))
    if (!(field in given) && field in sample) body[field] = value;
  const resourceId = String(makeId(sample.id, world.seed, collection, sequence));
  body.id = typeof sample.id === "number" ? Number(resourceId) : resourceId;
  renameOldId(body, sample.id, body.id);
  const kept = Object.fromEntries(Object.entries(body).filter(([field]) => !plan.once.includes(field)));
  await saveNew(tx, appId, collection, { resourceId, sequence, body: kept });
  for (const { resource, collection: target, field } of referred) {
    const change = plan.updates[field];
    if (change)
      await changeResource(tx, appId, target, resource.resourceId, {
        ...resource.body,
        ...resolveCopies(change, body),
        ...stamp(resource.body, world, ["updatedAt", "updated_at"]),
      });
  }
  return answer(plan, plan.status, body, { location: `${collection}/${encodeURIComponent(resourceId)}` });
}

/** In `x-sandbox.updates`, a value `"{field}"` stands for that field of what was created. */
function resolveCopies(change: Body, created: Body): Body {
  return Object.fromEntries(
    Object.entries(change).map(([field, value]) => {
      const name = typeof value === "string" ? /^\{(.+)\}$/.exec(value)?.[1] : undefined;
      return [field, name ? created[name] : value];
    }),
  );
}

/** An example often repeats its id inside (a file's address): the new id stands there too. */
function renameOldId(body: Body, oldId: unknown, newId: unknown): void {
  if (typeof oldId !== "string" || oldId.length < 6) return;
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === "string" && field !== "id" && value.includes(oldId))
      body[field] = value.replaceAll(oldId, String(newId));
  }
}

/** Fields such as `price` that the new thing and the one it refers to have in common keep the other's value. */
function shared(sample: Body, referred: { resource: Resource }[]): Body {
  const taken: Body = {};
  for (const { resource } of referred) {
    for (const [field, value] of Object.entries(resource.body)) {
      if (field in sample && value !== null && !["id", "status", "createdAt", "updatedAt", "metadata"].includes(field))
        taken[field] = value;
    }
  }
  return taken;
}

function stamp(like: Body, world: World, fields: string[]): Body {
  return Object.fromEntries(
    fields.filter((field) => typeof like[field] === "string").map((field) => [field, world.now.toISOString()]),
  );
}

/** A verb on a resource changes what its example shows as its state. */
function changedByAct(sample: unknown, current: Body): Body {
  if (!isObject(sample)) return {};
  return Object.fromEntries(
    ["status", "state"].filter((field) => field in sample && field in current).map((field) => [field, sample[field]]),
  );
}

async function list({ tx, appId, plan, call, seeds }: Context, collection: string): Promise<SandboxAnswer> {
  const sample = plan.sample();
  const found = findItems(sample);
  const fields = new Set(Object.keys((found?.items[0] as Body | undefined) ?? {}));
  const equals = Object.fromEntries([...call.query].filter(([name, value]) => fields.has(name) && value !== ""));
  const limit = Math.min(Math.max(Number(call.query.get("limit") ?? 20) || 20, 1), 100);
  const cursor = call.query.get("cursor");
  const before = cursor ? Number(Buffer.from(cursor, "base64url").toString("utf8")) : undefined;
  if (before !== undefined && !Number.isSafeInteger(before)) {
    return refuse(plan, 400, "This cursor was not given by a list.", [
      { pointer: "?cursor", detail: "is not a cursor" },
    ]);
  }
  const fixed = seeds.get(collection);
  const rows: Resource[] = fixed
    ? fixed
        .map((body, i) => ({ resourceId: String(body.id), sequence: fixed.length - i, body }))
        .filter((row) => before === undefined || row.sequence < before)
    : await listResources(tx, appId, collection, {
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
        equals,
      });
  const matching = fixed
    ? rows.filter((row) => Object.entries(equals).every(([field, value]) => String(row.body[field]) === value))
    : rows;
  const page = matching.slice(0, limit);
  const more = matching.length > limit;
  const items = page.map((row) => row.body);
  if (!found?.key || !isObject(sample)) return answer(plan, plan.status, items);
  const last = page.at(-1);
  const cursorField = Object.keys(sample).find((field) => /^(next_?cursor|next)$/i.test(field));
  return answer(plan, plan.status, {
    ...sample,
    [found.key]: items,
    ...(cursorField
      ? { [cursorField]: more && last ? Buffer.from(String(last.sequence)).toString("base64url") : null }
      : {}),
    ...("hasMore" in sample ? { hasMore: more } : {}),
    ...("has_more" in sample ? { has_more: more } : {}),
  });
}

async function update(
  context: Context,
  plan: { collection: string; idParam: string; replace: boolean },
): Promise<SandboxAnswer> {
  return withItem(context, plan.collection, plan.idParam, async (item) => {
    const given = isObject(context.call.body) ? context.call.body : {};
    const kept = plan.replace ? { id: item.body.id, createdAt: item.body.createdAt } : item.body;
    const body: Body = {
      ...kept,
      ...given,
      ...(item.body.id === undefined ? {} : { id: item.body.id }),
      ...stamp(item.body, context.world, ["updatedAt", "updated_at"]),
    };
    await changeResource(context.tx, context.appId, plan.collection, item.resourceId, body);
    return answer(context.plan, context.plan.status, body);
  });
}

async function withItem(
  { tx, appId, plan, params, seeds }: Context,
  collection: string,
  idParam: string,
  then: (item: Resource) => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const id = params[idParam] ?? "";
  const fixed = seeds.get(collection)?.find((body) => String(body.id) === id);
  const item = fixed ? { resourceId: id, sequence: 0, body: fixed } : await findResource(tx, appId, collection, id);
  if (!item)
    return refuse(
      plan,
      404,
      `Nothing in ${collection} has this id in your sandbox. Each app has its own world: create it first.`,
    );
  return then(item);
}

/** A sample for `/tracking/{trackingNumber}` speaks of the number that was asked for. */
function fillParams(sample: unknown, params: Record<string, string>): unknown {
  if (!isObject(sample)) return sample;
  return {
    ...sample,
    ...Object.fromEntries(Object.entries(params).filter(([name]) => typeof sample[name] === "string")),
  };
}
