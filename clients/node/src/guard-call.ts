import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { guessTemplate, readIp, readKey, readLength, readSdk, readSnippet, single, toTemplate } from "./read-call.js";
import { problemOf, refuse } from "./refusals.js";
import type { PortalCaller, Question, Refusal, ReportedCall, Verdict } from "./types.js";

/** One request as every framework can tell it. */
export type CallFacts = {
  method: string;
  path: string;
  ip: string | undefined;
  header(name: string): string | string[] | undefined | null;
};

/** Asks whether a call may pass. Rejects only when the owner's own callbacks for permissions, cost or key do. */
export function askPortal<Request>(
  portal: Portal,
  options: GuardOptions<Request>,
  request: Request,
  facts: CallFacts,
): Verdict | Promise<Verdict> {
  const key = options.readKey ? (options.readKey(request) ?? "") : readKey((name) => facts.header(name));
  if (key === "") return options.optional ? { allowed: true, headers: {} } : refuse("MISSING");
  // Put together field by field: this is in every call's way, and spreading conditions costs more than all the rest of it.
  const question: Question = { key, method: facts.method, path: facts.path };
  if (portal.environment) question.environment = portal.environment;
  const permissions = typeof options.permissions === "function" ? options.permissions(request) : options.permissions;
  if (permissions !== undefined) question.permissions = permissions;
  const ip = readIp(options.clientIp ? options.clientIp(request) : facts.ip);
  if (ip !== undefined) question.ip = ip;
  const cost = typeof options.cost === "function" ? options.cost(request) : options.cost;
  if (cost !== undefined) question.cost = cost;
  return portal.check(question);
}

/** How the call went. */
export type CallEnd = {
  startedAt: number;
  latencyMs: number;
  status: number;
  /** As the framework writes it; absent: guessed from the path. */
  pattern?: string | undefined;
  responseBytes?: number | undefined;
  refusal?: Refusal | undefined;
};

/** Notes a call that is over. Never throws. */
export function reportCall<Request>(
  portal: Portal,
  options: GuardOptions<Request>,
  request: Request,
  facts: CallFacts,
  caller: PortalCaller | undefined,
  end: CallEnd,
): void {
  const keyId = caller?.keyId ?? end.refusal?.keyId;
  if (keyId === undefined || (end.refusal && options.reportRefused === false)) return;
  const { route, endUserId, quantity, metadata } = options;
  const template = route && safely(portal, () => route(request));
  const sdk = readSdk(facts.header("user-agent"));
  const call: ReportedCall = {
    keyId,
    at: end.startedAt,
    method: facts.method,
    route: template ?? (end.pattern ? toTemplate(end.pattern) : guessTemplate(facts.path)),
    status: end.status,
    latencyMs: Math.max(0, Math.round(end.latencyMs * 1_000) / 1_000),
  };
  // What is undefined is left out of the JSON.
  call.sdk = sdk.sdk;
  call.sdkVersion = sdk.sdkVersion;
  call.requestBytes = readLength(facts.header("content-length"));
  call.responseBytes = end.responseBytes;
  const trace = single(facts.header("traceparent"));
  if (trace) call.traceId = /^[\da-f]{2}-([\da-f]{32})-/.exec(trace)?.[1];
  if (endUserId) call.endUserId = safely(portal, () => endUserId(request));
  if (end.refusal) {
    call.quantity = 0;
    call.metadata = { detail: end.refusal.detail, doc: docOf(end.refusal), code: end.refusal.code };
  } else {
    if (quantity) call.quantity = safely(portal, () => quantity(request, end.status));
    if (metadata) call.metadata = safely(portal, () => metadata(request, end.status));
  }
  const snippet = readSnippet(facts.header("waymark-snippet"));
  if (snippet) call.metadata = { ...call.metadata, snippet };
  portal.report(call);
}

/** What a callback of the API's owner says; nothing when it throws, which is told to them and not to their callers. */
function safely<T>(portal: Portal, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    portal.warn({ kind: "callback", message: `a callback of the guard failed: ${(error as Error)?.name ?? "error"}` });
    return undefined;
  }
}

/** Headers and body of a refusal. */
export function writeRefusal(refusal: Refusal, portal: Portal): { headers: Record<string, string>; body: string } {
  return {
    headers: {
      ...refusal.headers,
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
    },
    body: problemOf(refusal, portal.url),
  };
}

function docOf(refusal: Refusal): string {
  return refusal.status === 429
    ? "/docs/errors#rate_limited"
    : refusal.status === 403
      ? "/docs/errors#forbidden"
      : "/docs/errors#unauthorized";
}
