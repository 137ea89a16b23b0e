import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { Agent, request as ask, type Dispatcher, errors } from "undici";
import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import type { Upstream } from "@/lib/base/config/schema";
import { demoAppId } from "@/lib/base/demo-readers";
import { env } from "@/lib/base/env";
import { type ErrorCode, errorTable, PortalError } from "@/lib/base/errors";
import { newId } from "@/lib/base/ids";
import { limitHeaders } from "@/lib/keys/format-verification";
import type { Environment } from "@/lib/keys/schema";
import { type Verification, verifyKey } from "@/lib/keys/verify-key";
import { openSandbox } from "@/lib/sandbox/open-sandbox";
import { boundNames } from "@/lib/usage/bound-names";
import { buildUsageRow } from "@/lib/usage/build-usage-row";
import { openDetailKeeper, type RawMessage } from "@/lib/usage/open-detail-keeper";
import { snippetHeader } from "@/lib/usage/read-snippet";
import type { EdgeContext } from "../context";
import type { Door, EdgeRequest } from "../door";
import { keptMessage, mostHeldBytes } from "./kept-message";
import { keyDesk } from "./key-desk";
import { readApiKey } from "./read-api-key";
import { askPermissions, refuseKey } from "./refuse-key";
import { takeTryCaller } from "./try-caller";
import { countBytes, dressRequest, dressResponse, findTarget } from "./upstream-headers";
import { readSdk, unknownRoute } from "./usage-words";

const prefixes: Record<Environment, string> = { sandbox: "/sandbox", live: "/live" };

/** `/sandbox/*` and `/live/*` where portal.config.ts names a backend of the owner's own: the key is decided about here, the answer is the backend's. */
export function upstreamDoors(context: EdgeContext): Door[] {
  const { sandbox, live } = portal.upstreams;
  return [
    ...(sandbox ? [upstreamDoor(context, "sandbox", sandbox)] : []),
    ...(live ? [upstreamDoor(context, "live", live)] : []),
  ];
}

type Seen = {
  status: number;
  responseBytes: number;
  requestBytes: number;
  problem?: string;
  request?: RawMessage;
  response?: RawMessage;
};

function upstreamDoor(context: EdgeContext, environment: Environment, upstream: Upstream): Door {
  const prefix = prefixes[environment];
  const desk = keyDesk(context);
  const document = openSandbox(portal.api.document);
  document.catch((error: unknown) => context.log.error({ err: error }, "the API's document cannot be read"));
  // Redirects are not followed, heads are bounded at 16 KB; each silence has its limit.
  const agent = new Agent({
    headersTimeout: upstream.firstByteMs,
    bodyTimeout: upstream.idleMs,
    connect: { timeout: Math.min(upstream.firstByteMs, 10_000) },
    maxHeaderSize: 16_384,
    connections: 256,
  });
  context.onClose(() => agent.destroy());
  // Of live calls no bodies are kept.
  const keeper = environment === "sandbox" ? openDetailKeeper(context.db, context.log) : undefined;
  context.onClose(() => keeper?.close());
  return {
    methods: "*",
    path: `${prefix}/*`,
    async handle(request, response) {
      const begun = performance.now();
      const sandbox = await document;
      const path = (request.raw.url ?? "/").split("?", 1)[0]?.slice(prefix.length) || "/";
      // A call from a page of the reference comes through the portal itself.
      const caller = takeTryCaller(request.raw.headers);
      const clientIp = caller?.ip || request.clientIp;
      const verified = await verifyKey(desk, {
        key: readApiKey(request.raw.headers) ?? "",
        environment,
        cost: 1,
        ip: clientIp,
        ...askPermissions(sandbox.permissionsFor(request.method, path)),
        ...{ caller: environment, guesser: clientIp },
      });
      const isDemo = verified.key?.appId === demoAppId;
      // The readers' shared key opens nothing by itself: only Try it calls with it.
      const keyMs = performance.now() - begun;
      const verification: Verification = isDemo && !caller?.reader ? { code: "NOT_FOUND" } : verified;
      const limits = { ...limitHeaders(verification), "x-request-id": request.requestId };
      const operation = sandbox.operationFor(request.method, path);
      const refuse = (code: ErrorCode, detail: string): Seen => {
        const { title, status } = errorTable[code];
        const refusal = sandbox.refuse(request.method, path, { type: `/docs/errors#${code}`, title, status, detail });
        return { ...sendWhole(request, response, refusal, limits), problem: detail };
      };
      const seen =
        verification.code === "VALID" && verification.key
          ? await passOn({ request, response, upstream, environment, agent, verification, path, limits, refuse })
          : {
              ...sendWhole(
                request,
                response,
                refuseKey(sandbox, environment, verification.code, request.method, path),
                limits,
              ),
              problem: `the key was refused: ${verification.code}`,
            };
      if (isDemo || verification.key?.environment !== environment) return;
      const [at, id, latencyMs] = [now(), newId("request"), performance.now() - begun];
      const { appId, companyId, personId } = verification.key;
      keeper?.note({
        ...{ id, appId, companyId, personId, at, status: seen.status, operation: operation?.id ?? "" },
        method: request.method,
        path: request.raw.url?.slice(prefix.length) ?? "/",
        request: seen.request ?? { headers: request.raw.headers },
        response: seen.response ?? { headers: {}, ...(seen.problem ? { note: seen.problem } : {}) },
        timing: { keyMs, bodyMs: 0, answerMs: latencyMs - keyMs, waitMs: 0 },
      });
      const row = buildUsageRow(verification.key, {
        source: environment,
        id,
        origin: environment === "sandbox" ? "sandbox" : "api",
        occurredAt: at,
        receivedAt: at,
        method: request.method,
        route: operation?.route ?? unknownRoute(path),
        status: seen.status,
        latencyMs,
        requestBytes: seen.requestBytes,
        responseBytes: seen.responseBytes,
        sdk: readSdk(request.raw.headers["user-agent"])[0],
        sdkVersion: readSdk(request.raw.headers["user-agent"])[1],
        metadata: {
          requestId: request.requestId,
          snippet: request.raw.headers[snippetHeader],
          ...(operation ? { operation: operation.id } : {}),
          ...(seen.problem ? { detail: seen.problem } : {}),
        },
      });
      context.journal
        .appendUsage([boundNames(row)])
        .catch((error: unknown) => request.log.error({ err: error }, "a call that was passed on was not recorded"));
    },
  };
}

type Passing = {
  request: EdgeRequest;
  response: ServerResponse;
  upstream: Upstream;
  environment: Environment;
  agent: Dispatcher;
  verification: Verification;
  path: string;
  limits: Record<string, string>;
  refuse(code: ErrorCode, detail: string): Seen;
};

async function passOn(passing: Passing): Promise<Seen> {
  const { request, response, upstream, environment, agent, verification, path, limits, refuse } = passing;
  const { raw } = request;
  const target = findTarget(upstream.url, path, raw.url ?? "");
  if (!target) return refuse("not_found", "This address leads outside of the API.");
  if (Number(raw.headers["content-length"] ?? 0) > upstream.maxRequestBytes)
    return refuse("too_large", `The body may have at most ${upstream.maxRequestBytes} bytes.`);
  const token = environment === "sandbox" ? env().UPSTREAM_SANDBOX_TOKEN : env().UPSTREAM_LIVE_TOKEN;
  const total = AbortSignal.timeout(upstream.totalMs);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const sent = countBytes(upstream.maxRequestBytes, mostHeldBytes);
  const hasBody = raw.headers["content-length"] !== undefined || raw.headers["transfer-encoding"] !== undefined;
  const body = hasBody && raw.headers["content-length"] !== "0" ? raw.pipe(sent.through) : undefined;
  raw.once("error", () => sent.through.destroy());
  let requestFailed: PortalError | undefined;
  sent.through.once("error", (error) => {
    if (error instanceof PortalError) requestFailed = error;
  });
  let answer: Dispatcher.ResponseData;
  try {
    answer = await ask(target, {
      dispatcher: agent,
      method: request.method as Dispatcher.HttpMethod,
      headers: dressRequest(request, verification, upstream, token),
      ...(body ? { body } : {}),
      signal: AbortSignal.any([total, gone.signal]),
    });
  } catch (error) {
    if (gone.signal.aborted) return { status: 499, responseBytes: 0, requestBytes: sent.bytes() };
    if (requestFailed) return { ...refuse(requestFailed.code, requestFailed.message), requestBytes: sent.bytes() };
    const late =
      total.aborted || error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
    request.log.warn({ err: error, environment }, "the API behind this address did not answer");
    return {
      ...refuse(late ? "upstream_timeout" : "upstream_unreachable", explain(error, late)),
      requestBytes: sent.bytes(),
    };
  }
  const { statusCode } = answer;
  const headers = dressResponse(answer.headers as IncomingHttpHeaders, upstream.url, prefixes[environment]);
  const announced = Number(answer.headers["content-length"] ?? 0);
  const broken =
    statusCode < 200 || statusCode > 599
      ? "It answered with a status that is none."
      : headers === "elsewhere"
        ? "It sent the call to another address, and calls are passed on to one only."
        : announced > upstream.maxResponseBytes && request.method !== "HEAD"
          ? `Its answer is larger than ${upstream.maxResponseBytes} bytes.`
          : undefined;
  if (broken || headers === "elsewhere") {
    answer.body.on("error", () => undefined).destroy();
    return {
      ...refuse("upstream_unreachable", `The API behind this address gave no usable answer. ${broken}`),
      requestBytes: sent.bytes(),
    };
  }
  const received = countBytes(upstream.maxResponseBytes, mostHeldBytes);
  response.writeHead(statusCode, { ...headers, ...limits });
  try {
    await pipeline(answer.body, received.through, response);
  } catch (error) {
    // In the middle of an answer: who waits hears a broken connection, and does not take half for the whole.
    response.destroy();
    if (!gone.signal.aborted || total.aborted) request.log.warn({ err: error, environment }, "an answer broke off");
    return {
      status: statusCode,
      requestBytes: sent.bytes(),
      responseBytes: received.bytes(),
      problem: "the answer broke off",
    };
  }
  return {
    ...{ status: statusCode, requestBytes: sent.bytes(), responseBytes: received.bytes() },
    request: keptMessage(raw.headers, sent.held()),
    response: keptMessage({ ...headers, ...limits }, received.held()),
  };
}

function explain(error: unknown, late: boolean): string {
  const again = "This is not your call's fault; try it again in a while.";
  if (late) return `The API behind this address did not answer in time. ${again}`;
  if (error instanceof errors.HeadersOverflowError)
    return `The API behind this address answered with headers that are too large. ${again}`;
  return `The API behind this address cannot be reached. ${again}`;
}

/** An answer of our own. A body the caller still sends is read and thrown away by the server. */
function sendWhole(
  { method, requestId }: EdgeRequest,
  response: ServerResponse,
  answer: { status: number; headers: Record<string, string>; body: unknown },
  limits: Record<string, string>,
): Seen {
  const isProblem = answer.headers["content-type"]?.startsWith("application/problem+json");
  const body = isProblem ? { ...(answer.body as object), instance: `urn:request:${requestId}` } : answer.body;
  const text = JSON.stringify(body);
  response.writeHead(answer.status, {
    "cache-control": "no-store",
    ...limits,
    ...answer.headers,
    "content-length": Buffer.byteLength(text),
  });
  response.end(method === "HEAD" ? undefined : text);
  return { status: answer.status, requestBytes: 0, responseBytes: Buffer.byteLength(text) };
}
