import type { KnownError, MagicScenario, OperationPlan, SandboxCall } from "../schema";
import { readScenario, type Scenario } from "./scenario-words";

type Body = Record<string, unknown>;
type Responses = Record<string, { content?: Record<string, { example?: unknown; examples?: unknown }> }>;

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The errors an operation's document knows, by every name a developer may read there: the status, the example's name, the end of the
 * problem's `type`, a `code`. `mock` makes a body from the schema where there is no example.
 */
export function listErrors(
  responses: Responses | undefined,
  mock: (status: string, mediaType: string) => unknown,
): Map<string, KnownError> {
  const errors = new Map<string, KnownError>();
  for (const [code, response] of Object.entries(responses ?? {})) {
    if (!/^[45]\d\d$/.test(code)) continue;
    const mediaType = Object.keys(response.content ?? {}).find((type) => /json/.test(type));
    const content = mediaType ? response.content?.[mediaType] : undefined;
    const named = isObject(content?.examples) ? Object.entries(content.examples) : [];
    const bodies: [string, unknown][] = named.map(([name, example]) => [name, isObject(example) ? example.value : {}]);
    if (content?.example !== undefined) bodies.unshift(["", content.example]);
    if (!bodies.length) bodies.push(["", mediaType ? mock(code, mediaType) : undefined]);
    for (const [name, body] of bodies) {
      const error = { status: Number(code), mediaType: mediaType ?? "application/problem+json", body };
      for (const word of [code, name, snake(name), ...codesIn(body)])
        if (word && !errors.has(word)) errors.set(word, error);
    }
  }
  return errors;
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function codesIn(body: unknown): string[] {
  if (!isObject(body)) return [];
  const inner = isObject(body.error) ? [body.error.code, body.error.type] : [body.error];
  return [
    String(body.type ?? "")
      .split(/[#/]/)
      .at(-1),
    body.code,
    ...inner,
  ].filter((code): code is string => typeof code === "string" && /^[A-Za-z][\w.-]*$/.test(code));
}

/** `x-sandbox.scenarios` of one operation, and what is wrong with it for its author. */
export function readMagic(
  written: unknown,
  errors: Map<string, KnownError>,
): { magic: MagicScenario[]; problems: string[] } {
  const magic: MagicScenario[] = [];
  const problems: string[] = [];
  if (written === undefined) return { magic, problems };
  if (!isObject(written)) return { magic, problems: ["x-sandbox.scenarios must be an object of scenarios by name"] };
  for (const [name, scenario] of Object.entries(written)) {
    const at = `x-sandbox.scenarios.${name}`;
    if (!isObject(scenario)) {
      problems.push(`${at} must be an object`);
      continue;
    }
    if (typeof scenario.status === "number" && isObject(scenario.body)) {
      errors.set(name, { status: scenario.status, mediaType: mediaTypeOf(errors), body: scenario.body });
    }
    const read = readScenario(typeof scenario.do === "string" ? scenario.do : `error=${name}`);
    problems.push(...read.errors.map((error) => `${at}: ${error.detail}`));
    const wanted = read.scenario.error;
    if (wanted && !errors.has(wanted)) problems.push(`${at}: no response of the operation is an error named ${wanted}`);
    if (!isObject(scenario.when)) continue;
    const when = Object.entries(scenario.when);
    if (when.some(([pointer]) => !/^[/?{]/.test(pointer))) {
      problems.push(`${at}.when: a key must be a pointer (/field), ?name of the query, or {name} of the path`);
    } else if (!read.errors.length && !(wanted && !errors.has(wanted)))
      magic.push({ name, when, scenario: read.scenario });
  }
  return { magic, problems };
}

const mediaTypeOf = (errors: Map<string, KnownError>) =>
  errors.values().next().value?.mediaType ?? "application/problem+json";

/** What the call asks for: by its header, and by magic values where the header says nothing about it. */
export function chooseScenario(
  plan: OperationPlan,
  call: SandboxCall,
  params: Record<string, string>,
  asked: Scenario,
): Scenario {
  const hit = plan.magic.find(({ when }) =>
    when.every(([pointer, value]) => String(valueAt(call, params, pointer)) === String(value)),
  );
  return { ...hit?.scenario, ...asked };
}

function valueAt(call: SandboxCall, params: Record<string, string>, pointer: string): unknown {
  if (pointer.startsWith("?")) return call.query.get(pointer.slice(1)) ?? undefined;
  if (pointer.startsWith("{")) return params[pointer.slice(1, -1)];
  let value: unknown = call.body;
  for (const part of pointer.slice(1).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Body)[name] : undefined;
  }
  return value;
}
