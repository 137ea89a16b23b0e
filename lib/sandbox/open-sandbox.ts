import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import addFormats from "ajv-formats";
import { type Document, OpenAPIBackend } from "openapi-backend";
import { parse } from "yaml";
import { isStorableJson } from "@/lib/base/clean-text";
import type { FieldError } from "@/lib/base/errors";
import type { Db, Tx } from "@/lib/base/postgres";
import { act, type Seeds } from "./internal/act";
import { findItems, planOperations } from "./internal/plan-operations";
import { refuse } from "./internal/refuse";
import { buildRouteIndex } from "./internal/route-index";
import { validateCall } from "./internal/validate-call";
import { findReply, openWorld, saveReply } from "./internal/world";
import type { OperationPlan, SandboxAnswer, SandboxCall } from "./schema";

export type Sandbox = {
  plans: OperationPlan[];
  /** Answers one call in the app's own world. Never throws for what a caller sent; throws when PostgreSQL is away. */
  answer(db: Db, appId: string, call: SandboxCall): Promise<SandboxAnswer>;
};

/** Opens the sandbox of an OpenAPI 3.x document (YAML or JSON file). Throws an Error naming the file when it cannot be read or parsed. */
export async function openSandbox(documentPath: string): Promise<Sandbox> {
  const definition = await loadDocument(documentPath);
  const api = new OpenAPIBackend({
    definition,
    quick: true,
    coerceTypes: true,
    ajvOpts: { allErrors: true, strict: false },
    customizeAjv: (ajv) => {
      addFormats.default(ajv as never);
      return ajv;
    },
  });
  await api.init();
  const plans = planOperations(api);
  const match = buildRouteIndex(plans);
  const seeds = findSeeds(plans);

  return {
    plans,
    async answer(db, appId, call) {
      const hit = match(call.method === "HEAD" ? "GET" : call.method, call.path);
      if (hit.kind === "unknown")
        return refuse(
          undefined,
          404,
          `No operation of this API answers ${call.method} ${call.path.slice(0, 200)}. ${suggest(plans, call.path)}`,
        );
      if (hit.kind === "wrong-method") {
        const refusal = refuse(undefined, 405, `This address answers ${hit.allowed.join(", ")}.`);
        return { ...refusal, headers: { ...refusal.headers, allow: hit.allowed.join(", ") } };
      }
      const errors = validateCall(api, hit.plan, call);
      if (errors.length) return refuse(hit.plan, 400, summarise(errors), errors);
      // PostgreSQL keeps no NUL character in text or JSON, and no half surrogate in JSON.
      if (Object.values(hit.params).some((value) => value.includes("\0")))
        return refuse(hit.plan, 404, "No id has a NUL character.");
      if (!isStorableJson(JSON.stringify(call.body ?? null))) {
        return refuse(hit.plan, 400, "The body has a NUL character or half a surrogate pair.", [
          { pointer: "", detail: "a text in it has a NUL character or half a surrogate pair" },
        ]);
      }
      const writes = !["list", "read", "sample"].includes(hit.plan.act.kind);
      if (!writes) return act(db, appId, hit.plan, call, hit.params, seeds);
      await openWorld(db, appId);
      const key = idempotencyKeyOf(call);
      return db.$transaction(async (tx) =>
        key
          ? once(tx, appId, key, hit.plan, call, () => act(tx, appId, hit.plan, call, hit.params, seeds))
          : act(tx, appId, hit.plan, call, hit.params, seeds),
      );
    },
  };
}

function summarise(errors: FieldError[]): string {
  const first = errors[0];
  const count = errors.length === 1 ? "One field is" : `${errors.length} fields are`;
  return `${count} not valid. First: ${first?.pointer || "the body"} ${first?.detail}.`;
}

async function loadDocument(documentPath: string): Promise<Document> {
  const text = await readFile(documentPath, "utf8");
  try {
    return (documentPath.endsWith(".json") ? JSON.parse(text) : parse(text, { maxAliasCount: 1_000 })) as Document;
  } catch (error) {
    throw new Error(`${documentPath}: ${error instanceof Error ? error.message : "cannot be parsed"}`);
  }
}

function findSeeds(plans: OperationPlan[]): Seeds {
  const creatable = new Set(plans.flatMap((plan) => (plan.act.kind === "create" ? [plan.act.collection] : [])));
  const seeds: Seeds = new Map();
  for (const plan of plans) {
    if (plan.act.kind !== "list" || creatable.has(plan.act.collection)) continue;
    seeds.set(plan.act.collection, (findItems(plan.sample())?.items ?? []) as Record<string, unknown>[]);
  }
  return seeds;
}

function idempotencyKeyOf(call: SandboxCall): string | undefined {
  const header = call.headers["idempotency-key"];
  const key = Array.isArray(header) ? header[0] : header;
  return key ? key.slice(0, 255) : undefined;
}

/** The same key with the same request gives the same answer again; with another request it is refused (422). */
async function once(
  tx: Tx,
  appId: string,
  idempotencyKey: string,
  plan: OperationPlan,
  call: SandboxCall,
  run: () => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const requestHash = createHash("sha256")
    .update(`${call.method} ${call.path}\0${JSON.stringify(call.body ?? null)}`)
    .digest("hex");
  // Orders callers of one world, so that two requests with one key at once cannot both run.
  await tx.$queryRaw`SELECT app_id FROM sandbox_worlds WHERE app_id = ${appId} FOR UPDATE`;
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
