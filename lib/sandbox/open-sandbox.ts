import { createHash } from "node:crypto";
import addFormats from "ajv-formats";
import { type Document, OpenAPIBackend } from "openapi-backend";
import { isStorableJson } from "@/lib/base/clean-text";
import type { FieldError } from "@/lib/base/errors";
import { loadDocument } from "@/lib/base/openapi/load-document";
import { writeProblem } from "@/lib/base/openapi/problem";
import type { Db, Tx } from "@/lib/base/postgres";
import { act, look, onlyReads, type Seeds } from "./internal/act";
import { openAnswerBook } from "./internal/answer-book";
import type { Change } from "./internal/context";
import { fireChanges } from "./internal/fire";
import { normaliseDocument } from "./internal/normalise-document";
import { findItems, planOperations } from "./internal/plan-operations";
import { play } from "./internal/play";
import { dress, type Problem, refuse, refuseUnplanned } from "./internal/refuse";
import { buildRouteIndex } from "./internal/route-index";
import { readScenario, scenarioHeader } from "./internal/scenario-words";
import { chooseScenario } from "./internal/scenarios";
import { type Triggered, triggerWebhook } from "./internal/trigger";
import { typeForm } from "./internal/type-form";
import { validateCall } from "./internal/validate-call";
import { planWebhooks } from "./internal/webhook-plans";
import { findReply, lockWorld, saveReply, saveWorld } from "./internal/world";
import type { OperationPlan, SandboxAnswer, SandboxCall, TriggerInput } from "./schema";

export type Sandbox = {
  plans: OperationPlan[];
  /** Names of the events it can send. */
  events: string[];
  /** What is wrong with the document's `x-sandbox`, for its author; the rest works. */
  problems: string[];
  /** Answers one call in the app's own world. Never throws for what a caller sent; throws when PostgreSQL is away. */
  answer(db: Db, appId: string, call: SandboxCall): Promise<SandboxAnswer>;
  /** The scopes a call needs, as a permission query. */
  permissionsFor(method: string, path: string): string | undefined;
  /** The document's operation at an address, below `/sandbox`. */
  operationFor(method: string, path: string): SandboxAnswer["operation"];
  /** Media types the document names for a call's body. */
  bodyTypesFor(method: string, path: string): string[];
  /** A refusal from before the call was looked at (its key, its limits), in the shape of the API's own errors. */
  refuse(method: string, path: string, problem: Problem): SandboxAnswer;
  /** Makes a webhook of the document happen; throws PortalError for what cannot. */
  trigger(db: Db, appId: string, input: TriggerInput): Promise<Triggered>;
};

/** Opens the sandbox of an OpenAPI 3.x document (YAML or JSON file). Throws an Error naming the file when it cannot be read or parsed. */
export async function openSandbox(documentPath: string): Promise<Sandbox> {
  const { document, problems: broken } = loadDocument(documentPath);
  if (!document) throw new Error(broken.map(writeProblem).join("\n"));
  const { definition, problems: odd } = normaliseDocument(document as unknown as Document);
  const book = openAnswerBook(definition);
  const api = new OpenAPIBackend({
    definition,
    quick: true,
    coerceTypes: true,
    // Compiled at the first call of an operation, on the edge's thread: making the code shorter costs a third more than it ever saves.
    ajvOpts: { allErrors: true, strict: false, code: { optimize: false } },
    customizeAjv: (ajv) => {
      addFormats.default(ajv as never);
      return ajv;
    },
  });
  await api.init();
  const { plans, problems } = planOperations(api, book, definition.security);
  const { webhooks, problems: unheard } = await planWebhooks(definition, plans);
  const match = buildRouteIndex(plans);
  const seeds = findSeeds(plans);
  const wires = { webhooks, plans };
  const find = (method: string, path: string) => match(method === "HEAD" ? "GET" : method, path);

  async function write(tx: Tx, appId: string, plan: OperationPlan, call: SandboxCall, params: Record<string, string>) {
    const world = await lockWorld(tx, appId);
    return once(tx, appId, plan, call, async () => {
      const changes: Change[] = [];
      const reply = await act({ tx, world, plan, call, params, changes }, seeds);
      if (reply.status < 300) await fireChanges(tx, world, wires, changes, { id: plan.id, body: reply.body });
      await saveWorld(tx, world);
      return reply;
    });
  }

  return {
    plans,
    events: webhooks.map(({ name }) => name),
    problems: [
      ...broken.map(writeProblem),
      ...[...odd, ...problems, ...unheard].map((problem) => `${documentPath}: ${problem}`),
    ],
    permissionsFor(method, path) {
      const hit = find(method, path);
      return hit.kind === "found" ? hit.plan.permissions : undefined;
    },
    operationFor(method, path) {
      const hit = find(method, path);
      return hit.kind === "found" ? { id: hit.plan.id, method: hit.plan.method, route: hit.plan.route } : undefined;
    },
    bodyTypesFor(method, path) {
      const hit = find(method, path);
      return hit.kind === "found" ? hit.plan.bodyTypes : [];
    },
    refuse(method, path, problem) {
      const hit = find(method, path);
      const plan = hit.kind === "found" ? hit.plan : undefined;
      return {
        ...dress(problem, [], (plan ?? plans[0])?.errorSample(problem.status)),
        ...(plan ? { operation: { id: plan.id, method: plan.method, route: plan.route } } : {}),
      };
    },
    trigger: (db, appId, input) => triggerWebhook(db, appId, wires, input),
    async answer(db, appId, asCame) {
      const call = { ...asCame };
      const hit = find(call.method, call.path);
      if (hit.kind === "unknown") return refuseUnknown(plans, call);
      if (hit.kind === "wrong-method") {
        const refusal = refuseUnplanned(plans, 405, `This address answers ${hit.allowed.join(", ")}.`);
        return { ...refusal, headers: { ...refusal.headers, allow: hit.allowed.join(", ") } };
      }
      const { plan, params } = hit;
      const asked = readScenario(String(call.headers[scenarioHeader] ?? ""));
      if (asked.errors.length) return refuse(plan, 400, summarise(asked.errors), asked.errors);
      const errors = validateCall(api, plan, typeForm(api, plan, call));
      if (errors.length) return refuse(plan, 400, summarise(errors), errors);
      // PostgreSQL keeps no NUL character in text or JSON, and no half surrogate in JSON.
      if ([...Object.values(params), ...call.query.values()].some((value) => value.includes("\0")))
        return refuse(plan, 404, "No id has a NUL character.");
      if (!isStorableJson(JSON.stringify(call.body ?? null))) {
        return refuse(plan, 400, "The body has a NUL character or half a surrogate pair.", [
          { pointer: "", detail: "a text in it has a NUL character or half a surrogate pair" },
        ]);
      }
      const scenario = chooseScenario(plan, call, params, asked.scenario);
      return play(db, appId, plan, scenario, () =>
        onlyReads(plan) && !wires.webhooks.some(({ operation }) => operation === plan.id)
          ? shape(plan, look(db, appId, plan, call, params, seeds))
          : shape(
              plan,
              db.$transaction((tx) => write(tx, appId, plan, call, params)),
            ),
      );
    },
  };
}

/** A success as the document's schema wants it. */
async function shape(plan: OperationPlan, given: Promise<SandboxAnswer>): Promise<SandboxAnswer> {
  const reply = await given;
  if (reply.status !== plan.status || reply.body === undefined) return reply;
  return { ...reply, body: plan.mend(reply.body) };
}

function refuseUnknown(plans: OperationPlan[], call: SandboxCall): SandboxAnswer {
  return refuseUnplanned(
    plans,
    404,
    `No operation of this API answers ${call.method} ${call.path.slice(0, 200)}. ${suggest(plans, call.path)}`,
  );
}

function summarise(errors: FieldError[]): string {
  const first = errors[0];
  const count = errors.length === 1 ? "One field is" : `${errors.length} fields are`;
  return `${count} not valid. First: ${first?.pointer || "the body"} ${first?.detail}.`;
}

/** What collections hold from the start: what the document says, else the list example of those nobody can create in. */
function findSeeds(plans: OperationPlan[]): Seeds {
  const creatable = new Set(plans.flatMap((plan) => (plan.act.kind === "create" ? [plan.act.collection] : [])));
  const seeds: Seeds = new Map();
  for (const plan of plans) {
    if (!("collection" in plan.act)) continue;
    const { collection } = plan.act;
    if (plan.seeds.length) seeds.set(collection, plan.seeds);
    else if (plan.act.kind === "list" && !creatable.has(collection) && !seeds.has(collection))
      seeds.set(collection, (findItems(plan.sample())?.items ?? []) as Record<string, unknown>[]);
  }
  return seeds;
}

function idempotencyKeyOf(call: SandboxCall): string | undefined {
  const header = call.headers["idempotency-key"];
  const key = Array.isArray(header) ? header[0] : header;
  return key ? key.slice(0, 255) : undefined;
}

/**
 * The same key with the same request gives the same answer again; with another request it is refused (422). The world is locked, so that two
 * requests with one key at once cannot both run.
 */
async function once(
  tx: Tx,
  appId: string,
  plan: OperationPlan,
  call: SandboxCall,
  run: () => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const idempotencyKey = idempotencyKeyOf(call);
  if (!idempotencyKey) return run();
  const requestHash = createHash("sha256")
    .update(`${call.method} ${call.path}\0${JSON.stringify(call.body ?? null)}`)
    .digest("hex");
  const kept = await findReply(tx, appId, idempotencyKey);
  if (kept && kept.requestHash !== requestHash)
    return refuse(
      plan,
      422,
      "This Idempotency-Key was used with another request. Use a new one.",
      [],
      "idempotency_mismatch",
    );
  if (kept) {
    return {
      status: kept.status,
      headers: { "idempotency-replayed": "true" },
      body: kept.body ?? undefined,
      operation: { id: plan.id, method: plan.method, route: plan.route },
      errors: [],
    };
  }
  const reply = await run();
  if (reply.status < 300)
    await saveReply(tx, { appId, idempotencyKey, requestHash, status: reply.status, body: reply.body });
  return reply;
}

/** The nearest address of the document, by its first segment. */
function suggest(plans: OperationPlan[], path: string): string {
  const first = path.split("/")[1]?.toLowerCase() ?? "";
  const near = plans.find((plan) => {
    const name = plan.route.split("/")[1]?.toLowerCase() ?? "";
    return first.length > 2 && (name.startsWith(first.slice(0, 4)) || first.startsWith(name.slice(0, 4)));
  });
  return near ? `Did you mean ${near.method} ${near.route}?` : "See /reference for every operation.";
}
