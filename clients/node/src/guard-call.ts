import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { guessTemplate, readIp, readKey, readLength, readSdk, single, toTemplate } from "./read-call.js";
import { problemOf, refuse } from "./refusals.js";
import type { PortalCaller, Refusal, Verdict } from "./types.js";

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
  const key = options.readKey ? (options.readKey(request) ?? "") : readKey(facts.header);
  if (key === "") return options.optional ? { allowed: true, headers: {} } : refuse("MISSING");
  const permissions = typeof options.permissions === "function" ? options.permissions(request) : options.permissions;
  const ip = readIp(options.clientIp ? options.clientIp(request) : facts.ip);
  const cost = typeof options.cost === "function" ? options.cost(request) : options.cost;
  return portal.check({
    key,
    method: facts.method,
    path: facts.path,
    ...(permissions === undefined ? {} : { permissions }),
    ...(ip === undefined ? {} : { ip }),
    ...(cost === undefined ? {} : { cost }),
  });
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
  const safely = <T>(ask: (() => T) | undefined): T | undefined => {
    try {
      return ask?.();
    } catch (error) {
      portal.warn({
        kind: "callback",
        message: `a callback of the guard failed: ${(error as Error)?.name ?? "error"}`,
      });
      return undefined;
    }
  };
  const { route, endUserId, quantity, metadata } = options;
  const template = safely(route && (() => route(request)));
  const traceId = /^[\da-f]{2}-([\da-f]{32})-/.exec(single(facts.header("traceparent")) ?? "")?.[1];
  const noted = end.refusal
    ? { detail: end.refusal.detail, doc: docOf(end.refusal), code: end.refusal.code }
    : safely(metadata && (() => metadata(request, end.status)));
  const user = safely(endUserId && (() => endUserId(request)));
  const units = end.refusal ? 0 : safely(quantity && (() => quantity(request, end.status)));
  const requestBytes = readLength(facts.header("content-length"));
  portal.report({
    keyId,
    at: end.startedAt,
    method: facts.method,
    route: template ?? (end.pattern ? toTemplate(end.pattern) : guessTemplate(facts.path)),
    status: end.status,
    latencyMs: Math.max(0, Math.round(end.latencyMs * 1_000) / 1_000),
    ...readSdk(facts.header("user-agent")),
    ...(requestBytes === undefined ? {} : { requestBytes }),
    ...(end.responseBytes === undefined ? {} : { responseBytes: end.responseBytes }),
    ...(user === undefined ? {} : { endUserId: user }),
    ...(units === undefined ? {} : { quantity: units }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(noted === undefined ? {} : { metadata: noted }),
  });
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
