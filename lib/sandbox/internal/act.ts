import type { Db, Tx } from "@/lib/base/postgres";
import type { OperationPlan, SandboxAnswer, SandboxCall } from "../schema";
import { answer, type Body, type Context, isObject, stamp } from "./context";
import { endpointSecret, refuseEndpoint } from "./endpoint-rows";
import { unwrap } from "./item-shape";
import { list } from "./list";
import { makeId } from "./make-id";
import { refuse } from "./refuse";
import {
  changeResource,
  findResource,
  isFull,
  lockWorld,
  openWorld,
  type Resource,
  removeResource,
  saveNew,
  saveWorld,
  takeNumber,
  type World,
  worldLimits,
} from "./world";

/** What a collection holds in every world before anything was created. */
export type Seeds = Map<string, Body[]>;

/** Operations that leave the world as it is. */
export const onlyReads = (plan: OperationPlan) => ["list", "read", "sample"].includes(plan.act.kind);

/** Reads the app's world. */
export async function look(
  db: Db,
  appId: string,
  plan: OperationPlan,
  call: SandboxCall,
  params: Record<string, string>,
  seeds: Seeds,
): Promise<SandboxAnswer> {
  if (plan.act.kind === "sample") return answerSample(plan, params);
  let world = await openWorld(db, appId);
  if (lacksSeeds(world, plan, seeds)) {
    world = await db.$transaction(async (tx) => {
      const locked = await lockWorld(tx, appId);
      await sow(tx, locked, plan, seeds);
      await saveWorld(tx, locked);
      return locked;
    });
  }
  const context: Context = { tx: db as Tx, world, plan, call, params, changes: [] };
  if (plan.act.kind === "list") return list(context, placeOf(plan, params));
  return withItem(context, async (item) => answerItem(plan, plan.status, item.body));
}

/** Does what the operation says to a world that is locked. What it changed is in `changes`. */
export async function act(context: Context, seeds: Seeds): Promise<SandboxAnswer> {
  const { tx, world, plan } = context;
  if (lacksSeeds(world, plan, seeds)) await sow(tx, world, plan, seeds);
  switch (plan.act.kind) {
    case "create":
      return create(context, placeOf(plan, context.params));
    case "update":
      return update(context, plan.act);
    case "remove":
      return withItem(context, async (item) => {
        await removeResource(tx, world, placeOf(plan, context.params), item);
        note(context, collectionOf(plan), item, null);
        const sample = plan.sample();
        return answer(
          plan,
          plan.status,
          isObject(sample) && "id" in sample ? { ...sample, id: item.body.id ?? item.resourceId } : sample,
        );
      });
    case "act":
      return withItem(context, async (item) => {
        const body = {
          ...item.body,
          ...changedByAct(unwrap(plan.sample(), plan.envelope), item.body),
          ...stamp(item.body, world, ["updatedAt", "updated_at"]),
        };
        await changeResource(tx, world, placeOf(plan, context.params), item, body);
        note(context, collectionOf(plan), item, body);
        return answerItem(plan, plan.status, body);
      });
    default:
      return answerSample(plan, context.params);
  }
}

const collectionOf = (plan: OperationPlan) => ("collection" in plan.act ? plan.act.collection : "");

/** Where a collection's things are kept: below another thing, each has its own, `/accounts/7/keys`. */
function placeOf(plan: OperationPlan, params: Record<string, string>): string {
  return collectionOf(plan).replace(/\{([^}]+)\}/g, (written, name) => params[name] ?? written);
}

function answerSample(plan: OperationPlan, params: Record<string, string>): SandboxAnswer {
  const body = answer(plan, plan.status, fillParams(plan.sample(), params));
  const { other } = plan;
  if (!other) return plan.status >= 300 ? { ...body, headers: { location: plan.route } } : body;
  return { ...body, body: undefined, text: other.text, headers: { "content-type": other.mediaType } };
}

/** The thing in the envelope the API's answers have. */
function answerItem(plan: OperationPlan, status: number, item: Body, headers?: Record<string, string>): SandboxAnswer {
  if (plan.other) return { ...answerSample(plan, {}), headers: { "content-type": plan.other.mediaType, ...headers } };
  const sample = plan.envelope ? plan.sample() : undefined;
  return answer(plan, status, isObject(sample) ? { ...sample, [plan.envelope as string]: item } : item, headers);
}

function note({ changes }: Context, collection: string, item: Resource, after: Body | null): void {
  changes.push({ collection, resourceId: item.resourceId, before: item.body, after });
}

const seededMark = (collection: string) => `seeded ${collection}`;
const lacksSeeds = (world: World, plan: OperationPlan, seeds: Seeds) =>
  seeds.has(collectionOf(plan)) && !world.counters[seededMark(collectionOf(plan))];

/** Puts what a collection has from the start into this world, the first of the list newest. */
async function sow(tx: Tx, world: World, plan: OperationPlan, seeds: Seeds): Promise<void> {
  const collection = collectionOf(plan);
  if (takeNumber(world, seededMark(collection)) > 1) return;
  for (const body of (seeds.get(collection) ?? []).toReversed()) {
    world.sequence++;
    const named = plan.idField ? body[plan.idField] : undefined;
    const resourceId = String(named ?? body.id ?? makeId(undefined, world.seed, collection, -world.sequence));
    if (!(await findResource(tx, world.appId, collection, resourceId)))
      await saveNew(tx, world, collection, {
        resourceId,
        sequence: world.sequence,
        body: named ? body : { id: resourceId, ...body },
      });
  }
}

const fullSentence = `Your sandbox is full: it keeps ${worldLimits.resources} things and ${worldLimits.bytes / 1024 / 1024} MB. Delete some, or empty it with POST /sandbox/_sandbox/reset.`;

async function create(context: Context, collection: string): Promise<SandboxAnswer> {
  const { tx, world, plan, call } = context;
  const given = unwrap(call.body, plan.envelope);
  const referred: { resource: Resource; collection: string; field: string }[] = [];
  for (const { field, collection: target } of plan.references) {
    const id = given[field];
    if (typeof id !== "string") continue;
    const resource = await findResource(tx, world.appId, target, id);
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
  const sample = unwrap(plan.sample(), plan.envelope);
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
  if (isFull(world, body)) return refuse(plan, 409, fullSentence, [], "sandbox_full");
  const unfit = await refuseEndpoint(tx, world.appId, plan, body, true);
  if (unfit) return unfit;
  const { idField } = plan;
  const example = idField === undefined ? undefined : sample[idField];
  // Who creates may name the thing where the API lets them.
  const named = idField !== undefined && idField !== "id" ? given[idField] : undefined;
  const made =
    typeof named === "string" && named !== ""
      ? named
      : makeId(example, world.seed, plan.id, takeNumber(world, plan.id));
  if (idField !== undefined) body[idField] = made;
  const resourceId = String(made);
  renameOldId(body, example, made, idField);
  if (named && (await findResource(tx, world.appId, collection, resourceId)))
    return refuse(plan, 409, `There is one named ${resourceId.slice(0, 100)} already.`);
  if (plan.endpoint?.secret) body[plan.endpoint.secret] = endpointSecret(world.seed, resourceId);
  const kept = Object.fromEntries(Object.entries(body).filter(([field]) => !plan.once.includes(field)));
  world.sequence++;
  await saveNew(tx, world, collection, { resourceId, sequence: world.sequence, body: kept });
  context.changes.push({ collection: collectionOf(plan), resourceId, before: null, after: kept });
  for (const { resource, collection: target, field } of referred) {
    const change = plan.updates[field];
    if (!change) continue;
    const after = {
      ...resource.body,
      ...resolveCopies(change, body),
      ...stamp(resource.body, world, ["updatedAt", "updated_at"]),
    };
    await changeResource(tx, world, target, resource, after);
    note(context, target, resource, after);
  }
  const [base, suffix = ""] = collection.split(/(\.\w+)$/);
  return answerItem(plan, plan.status, body, { location: `${base}/${encodeURIComponent(resourceId)}${suffix}` });
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
function renameOldId(body: Body, oldId: unknown, newId: unknown, idField = "id"): void {
  if (typeof oldId !== "string" || oldId.length < 6) return;
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === "string" && field !== idField && value.includes(oldId))
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

/** A verb on a resource changes what its example shows as its state. */
function changedByAct(sample: unknown, current: Body): Body {
  if (!isObject(sample)) return {};
  return Object.fromEntries(
    ["status", "state"].filter((field) => field in sample && field in current).map((field) => [field, sample[field]]),
  );
}

async function update(
  context: Context,
  { collection, replace }: { collection: string; replace: boolean },
): Promise<SandboxAnswer> {
  const { tx, world, plan, call, params } = context;
  return withItem(context, async (item) => {
    const given = unwrap(call.body, plan.envelope);
    const made = Object.entries(item.body).filter(([field]) => /^created(_at|At)?$/.test(field));
    const body: Body = {
      ...(replace ? Object.fromEntries(made) : item.body),
      ...given,
      ...Object.fromEntries(
        ["id", plan.idField].flatMap((field) =>
          field !== undefined && item.body[field] !== undefined ? [[field, item.body[field]]] : [],
        ),
      ),
      ...stamp(item.body, world, ["updatedAt", "updated_at"]),
    };
    if (isFull({ ...world, resourceCount: 0 }, given)) return refuse(plan, 409, fullSentence, [], "sandbox_full");
    const unfit = await refuseEndpoint(tx, world.appId, plan, body, false);
    if (unfit) return unfit;
    await changeResource(tx, world, placeOf(plan, params), item, body);
    note(context, collection, item, body);
    return answerItem(plan, plan.status, body);
  });
}

async function withItem(
  { tx, world, plan, params }: Context,
  then: (item: Resource) => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const id = ("idParam" in plan.act ? params[plan.act.idParam] : undefined) ?? "";
  const collection = placeOf(plan, params);
  const item = await findResource(tx, world.appId, collection, id);
  if (item) return then(item);
  return refuse(
    plan,
    404,
    `Nothing in ${collection} has this id in your sandbox. Each app has its own world: create it first.`,
  );
}

/** A sample for `/tracking/{trackingNumber}` speaks of the number that was asked for. */
function fillParams(sample: unknown, params: Record<string, string>): unknown {
  if (!isObject(sample)) return sample;
  return {
    ...sample,
    ...Object.fromEntries(Object.entries(params).filter(([name]) => typeof sample[name] === "string")),
  };
}
