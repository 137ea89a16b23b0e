import { type Document, OpenAPIBackend } from "openapi-backend";
import type { OperationPlan } from "../schema";
import { type Body, type Change, isObject } from "./context";

/** When a webhook fires by itself. */
export type Occasion =
  | { collection: string; change: "created" | "updated" | "removed" }
  | { collection: string; field: string; becomes: string };

export type WebhookPlan = {
  name: string;
  /** The message by example or schema; a fresh copy at each call. */
  sample(): unknown;
  /** Fields its data must have. */
  required: Set<string>;
  on?: Occasion;
  /** A callback fires when this operation succeeds. */
  operation?: string;
};

type Written = { name: string; content: Record<string, unknown>; extension: Body; operation?: string };

/**
 * The webhooks and callbacks of a document and what sets them off: `x-sandbox.on`, else what the name says. `shipment.delivered` is a thing
 * of `/shipments` whose status becomes `delivered`; `shipment.created`, `.updated` and `.deleted` are what they say.
 */
export async function planWebhooks(
  definition: Document,
  plans: OperationPlan[],
): Promise<{ webhooks: WebhookPlan[]; problems: string[] }> {
  const problems: string[] = [];
  const written = listWritten(definition);
  // The library makes samples of answers only, so each message becomes the answer of an operation in a document beside.
  const beside = {
    openapi: "3.1.0",
    info: { title: "webhooks", version: "1" },
    components: (definition as { components?: object }).components ?? {},
    paths: Object.fromEntries(
      written.map(({ content }, i) => [
        `/w${i}`,
        { get: { operationId: `w${i}`, responses: { "200": { description: "the message", content } } } },
      ]),
    ),
  };
  const api: OpenAPIBackend = new OpenAPIBackend({
    definition: beside as unknown as Document,
    quick: true,
    validate: false,
  });
  await api.init();
  const webhooks = written.map(({ name, extension, operation }, i): WebhookPlan => {
    const mediaType = Object.keys(written[i]?.content ?? {}).find((type) => /json/.test(type)) ?? "application/json";
    const own = api.router.getOperation(`w${i}`)?.responses as unknown as Body | undefined;
    const message = own && isObject(own["200"]) && isObject(own["200"].content) ? own["200"].content : {};
    const on = readOccasion(name, extension, plans);
    if (isObject(extension.on) && !on)
      problems.push(`webhook ${name}: x-sandbox.on names no collection of the document`);
    return {
      name,
      sample: () => structuredClone(api.mockResponseForOperation(`w${i}`, { code: 200, mediaType }).mock),
      required: requiredOf(message[mediaType]),
      ...(on && !operation ? { on } : {}),
      ...(operation ? { operation } : {}),
    };
  });
  return { webhooks, problems };
}

function listWritten(definition: Document): Written[] {
  const found: Written[] = [];
  const add = (name: string, item: unknown, operation?: string) => {
    if (!isObject(item)) return;
    for (const message of [item.post, item.put]) {
      if (!isObject(message) || !isObject(message.requestBody) || !isObject(message.requestBody.content)) continue;
      const extension = isObject(message["x-sandbox"]) ? message["x-sandbox"] : {};
      found.push({ name, content: message.requestBody.content, extension, ...(operation ? { operation } : {}) });
      return;
    }
  };
  const { webhooks } = definition as { webhooks?: unknown };
  for (const [name, item] of Object.entries(isObject(webhooks) ? webhooks : {})) add(name, item);
  for (const [path, item] of Object.entries(definition.paths ?? {})) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      if (!isObject(operation) || !isObject(operation.callbacks)) continue;
      const id = String(operation.operationId ?? `${method} ${path}`);
      for (const [name, callback] of Object.entries(operation.callbacks))
        for (const target of Object.values(isObject(callback) ? callback : {})) add(name, target, id);
    }
  }
  return found;
}

const collectionsOf = (plans: OperationPlan[]) =>
  new Set(plans.flatMap(({ act }) => ("collection" in act ? [act.collection] : [])));

function readOccasion(name: string, extension: Body, plans: OperationPlan[]): Occasion | undefined {
  const collections = collectionsOf(plans);
  if (isObject(extension.on)) {
    const { collection, change, field = "status", becomes } = extension.on;
    if (typeof collection !== "string" || !collections.has(collection)) return undefined;
    if (change === "created" || change === "updated" || change === "removed") return { collection, change };
    return typeof field === "string" && typeof becomes === "string" ? { collection, field, becomes } : undefined;
  }
  const [noun = "", verb] = name.split(/[.:/]/).slice(-2);
  if (!verb) return undefined;
  const collection = [...collections].find((candidate) => {
    const last = candidate.split("/").at(-1)?.replaceAll("-", "_") ?? "";
    return [noun, `${noun}s`, `${noun}es`, noun.replace(/y$/, "ies")].includes(last);
  });
  if (!collection) return undefined;
  if (verb === "created" || verb === "updated") return { collection, change: verb };
  if (verb === "deleted" || verb === "removed") return { collection, change: "removed" };
  const sample = plans.find(({ act }) => act.kind === "create" && act.collection === collection)?.sample();
  const field = isObject(sample) ? ["status", "state"].find((candidate) => candidate in sample) : undefined;
  return field ? { collection, field, becomes: verb } : undefined;
}

function requiredOf(content: unknown): Set<string> {
  const schema = isObject(content) && isObject(content.schema) ? content.schema : {};
  const properties = isObject(schema.properties) ? schema.properties : {};
  const data = isObject(properties.data) ? properties.data : schema;
  return new Set(Array.isArray(data.required) ? data.required.map(String) : []);
}

/** Whether a change sets a webhook off. */
export function firesOn(webhook: WebhookPlan, { collection, before, after }: Change): boolean {
  const { on } = webhook;
  if (on?.collection !== collection) return false;
  if ("change" in on) return on.change === (before ? (after ? "updated" : "removed") : "created");
  return after !== null && after[on.field] === on.becomes && before?.[on.field] !== on.becomes;
}
