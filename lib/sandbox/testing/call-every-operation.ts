import { readFileSync } from "node:fs";
import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { Document } from "openapi-backend";
import { parse } from "yaml";
import { postgres } from "@/lib/base/postgres";
import { openAnswerBook } from "../internal/answer-book";
import { type Body, isObject } from "../internal/context";
import { normaliseDocument } from "../internal/normalise-document";
import { sampleSchema } from "../internal/sample-schema";
import { openSandbox } from "../open-sandbox";
import type { OperationPlan, SandboxAnswer, SandboxCall } from "../schema";

export type Survey = {
  operations: number;
  /** A success that the document's own schema allows, or that has no body by the document. */
  valid: number;
  /** Everything else, by class: `METHOD /route` and what was seen. */
  not: Record<string, string[]>;
};

type Known = { id: string; body: unknown };

/**
 * Calls every operation of a document once as a client that reads the document would: path and query parameters, headers and body by their
 * schemas, and for a thing's own address the id of one that was created before. Each answer is held against the schema of its status with
 * a validator of its own.
 */
export async function callEveryOperation(file: string, appId: string): Promise<Survey> {
  const sandbox = await openSandbox(file);
  const text = readFileSync(file, "utf8");
  const { definition } = normaliseDocument(
    (file.endsWith(".json") ? JSON.parse(text) : parse(text, { maxAliasCount: 1_000 })) as Document,
  );
  const { resolve } = openAnswerBook(definition);
  const validators = openValidators(definition);
  const survey: Survey = { operations: sandbox.plans.length, valid: 0, not: {} };
  const made = new Map<string, Known>();
  const follow = (node: unknown): Body => {
    let read = node;
    while (isObject(read) && typeof read.$ref === "string") read = resolve(read.$ref);
    return isObject(read) ? read : {};
  };

  const compose = (plan: OperationPlan): SandboxCall => {
    const item = follow(definition.paths?.[plan.route]);
    const operation = follow(item[plan.method.toLowerCase()]);
    const parameters = [...list(item.parameters), ...list(operation.parameters)].map(follow);
    const known = "collection" in plan.act ? made.get(plan.act.collection) : undefined;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    let path = plan.route;
    const sampleOf = (parameter: Body): string => {
      const written = parameter.example ?? Object.values(follow(parameter.examples)).map(follow)[0]?.value;
      const value = written ?? sampleSchema(parameter.schema ?? { type: "string" }, resolve);
      return Array.isArray(value) ? value.join(",") : String(value ?? "sample");
    };
    for (const parameter of parameters) {
      const name = String(parameter.name);
      const isOwn = "idParam" in plan.act && name === plan.act.idParam && known;
      if (parameter.in === "path")
        path = path.replaceAll(`{${name}}`, encodeURIComponent(isOwn ? known.id : sampleOf(parameter)));
      if (parameter.in === "query" && parameter.required) query.set(name, sampleOf(parameter));
      if (parameter.in === "header" && parameter.required) headers[name.toLowerCase()] = sampleOf(parameter);
    }
    path = path.replace(/\{[^}]+\}/g, "sample");
    const content = Object.entries(follow(follow(operation.requestBody).content));
    const [type, media] = content.find(([name]) => /json/.test(name)) ?? content[0] ?? [];
    const body = isObject(media) ? sampleSchema(media.schema, resolve) : undefined;
    if (type) headers["content-type"] = type;
    return { method: plan.method, path, query, headers, body };
  };

  const order = { create: 0, list: 1, read: 2, update: 3, act: 4, sample: 5, remove: 6 };
  for (const plan of [...sandbox.plans].sort((a, b) => order[a.act.kind] - order[b.act.kind])) {
    const answer = await sandbox.answer(postgres(), appId, compose(plan));
    const judged = judge(plan, answer, validators);
    if (judged === undefined) survey.valid++;
    else {
      survey.not[judged[0]] ??= [];
      survey.not[judged[0]]?.push(`${plan.method} ${plan.route}`);
    }
    remember(plan, answer, made);
  }
  return survey;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function remember(
  { act, idField, envelope }: OperationPlan,
  { body, headers, status }: SandboxAnswer,
  made: Map<string, Known>,
) {
  if (!("collection" in act) || status >= 300) return;
  if (act.kind === "create") {
    const id = decodeURIComponent(
      (headers.location ?? "")
        .split("/")
        .at(-1)
        ?.replace(/\.json$/, "") ?? "",
    );
    made.set(act.collection, { id, body });
  }
  if (act.kind !== "list" || made.has(act.collection)) return;
  const items = isObject(body) ? Object.values(body).find(Array.isArray) : body;
  const first = Array.isArray(items) ? items[0] : undefined;
  const id = isObject(first) ? (first[idField ?? "id"] ?? first.id) : undefined;
  if (id !== undefined && !envelope) made.set(act.collection, { id: String(id), body: first });
}

function judge(plan: OperationPlan, answer: SandboxAnswer, validators: Validators): [string, string] | undefined {
  const { status, body } = answer;
  if (status >= 400)
    return [reasons[status] ?? `answered ${status}`, `${answer.explained?.detail} ${JSON.stringify(answer.errors)}`];
  if (status === 204) return body === undefined ? undefined : ["a body at 204", ""];
  if (plan.other) return answer.text === undefined ? ["no text", ""] : undefined;
  const validate = validators(plan, String(status));
  if (validate === "none")
    return body === undefined ? undefined : ["a body nobody asked for", JSON.stringify(body).slice(0, 80)];
  if (validate === "broken") return ["its schema is none", ""];
  if (validate(body)) return undefined;
  return [
    "the document's schema allows neither its example nor a made-up answer",
    JSON.stringify(validate.errors?.slice(0, 2).map((e) => [e.instancePath, e.message])),
  ];
}

const reasons: Record<number, string> = {
  400: "no request could be made up that the document allows",
  404: "a thing of this address cannot be created first by what the document says",
};

type Validators = (plan: OperationPlan, status: string) => ValidateFunction | "none" | "broken";

/** Apart from the sandbox's own: each schema with all components beside it. */
function openValidators(definition: Document): Validators {
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false, code: { optimize: false } });
  addFormats.default(ajv as never);
  const root = { $id: "http://document/", ...(definition as object) };
  ajv.addSchema(root);
  const follow = (node: unknown): Body => {
    let read = node;
    while (isObject(read) && typeof read.$ref === "string") {
      read = read.$ref
        .slice(2)
        .split("/")
        .reduce<unknown>(
          (at, part) => (at as Body)?.[decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")],
          definition,
        );
    }
    return isObject(read) ? read : {};
  };
  return ({ route, method }, status) => {
    const item = follow((definition.paths as Body)[route]);
    const responses = follow(follow(item[method.toLowerCase()]).responses);
    const response = follow(responses[status] ?? responses["2XX"] ?? responses.default);
    const [, media] = Object.entries(follow(response.content)).find(([type]) => /json/.test(type)) ?? [];
    if (!isObject(media) || media.schema === undefined) return "none";
    try {
      return ajv.compile(rebase(media.schema) as object);
    } catch {
      return "broken";
    }
  };
}

/** `#/components/x` -> the document's own address. */
function rebase(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rebase);
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === "$ref" && typeof value === "string" && value.startsWith("#") ? `http://document/${value}` : rebase(value),
    ]),
  );
}
