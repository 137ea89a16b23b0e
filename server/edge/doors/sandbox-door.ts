import type { ServerResponse } from "node:http";
import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { type ErrorCode, PortalError, toProblem } from "@/lib/base/errors";
import { parseJson, readBody, requireJsonType } from "@/lib/base/http";
import { newId } from "@/lib/base/ids";
import { limitHeaders } from "@/lib/keys/format-verification";
import { environmentWords, type VerificationCode } from "@/lib/keys/schema";
import { type Verification, verifyKey } from "@/lib/keys/verify-key";
import { openSandbox, type Sandbox } from "@/lib/sandbox/open-sandbox";
import type { SandboxAnswer } from "@/lib/sandbox/schema";
import { buildUsageRow } from "@/lib/usage/build-usage-row";
import type { EdgeContext } from "../context";
import type { Door, EdgeRequest } from "../door";
import { keyDesk } from "./key-desk";
import { readApiKey } from "./read-api-key";

const prefix = "/sandbox";
const sandboxKey = `${portal.organisationPrefix}_${environmentWords.sandbox}_...`;

/** What each refusal of a key says to a developer who is trying things out. */
const refusals: Record<Exclude<VerificationCode, "VALID">, { code: ErrorCode; detail: string }> = {
  NOT_FOUND: {
    code: "unauthorized",
    detail: `Send a sandbox key as "Authorization: Bearer ${sandboxKey}". This one is missing, mistyped or revoked; make one in the console under Apps & keys.`,
  },
  DISABLED: { code: "unauthorized", detail: "This key is disabled. Enable it in the console, or use another." },
  EXPIRED: { code: "unauthorized", detail: "This key has expired. Make a new one in the console." },
  WRONG_ENVIRONMENT: {
    code: "forbidden",
    detail: `This is a live key. The sandbox takes sandbox keys only (${sandboxKey}), so that nobody tries things out with a live one by mistake.`,
  },
  FORBIDDEN: {
    code: "forbidden",
    detail: "This key may not be used from your address. Its allowed addresses are set in the console.",
  },
  INSUFFICIENT_PERMISSIONS: { code: "forbidden", detail: "This key lacks a scope that this call needs." },
  RATE_LIMITED: { code: "rate_limited", detail: "Too many calls with this key. Retry-After says when to come back." },
  QUOTA_EXCEEDED: { code: "rate_limited", detail: "The calls of this month are used up." },
};

/** `/sandbox/*`: the sample of the API, answered from its OpenAPI document to sandbox keys only; every call of a known key is usage. */
export function sandboxDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  let opened: Promise<Sandbox> | undefined;
  const open = () => {
    opened ??= openSandbox(portal.api.document).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  // Read ahead of the first call; one that fails here is told when a call asks again.
  open().catch((error: unknown) => context.log.error({ err: error }, "the sandbox's document cannot be read"));
  return [
    {
      methods: "*",
      path: `${prefix}/*`,
      async handle(request, response) {
        const begun = performance.now();
        const sandbox = await open();
        const verification = await verifyKey(desk, {
          key: readApiKey(request.raw.headers) ?? "",
          environment: "sandbox",
          cost: 1,
          ip: request.clientIp,
          ...{ caller: "sandbox", guesser: request.clientIp },
        });
        const body = await readCallBody(request);
        const answer = body.refused ?? (await answerCall(context, sandbox, verification, request, body.value));
        const sentBytes = send(request, response, answer, limitHeaders(verification));
        recordCall(context, verification, request, answer, {
          latencyMs: performance.now() - begun,
          requestBytes: body.bytes,
          responseBytes: sentBytes,
        });
      },
    },
  ];
}

async function answerCall(
  context: EdgeContext,
  sandbox: Sandbox,
  { code, key }: Verification,
  request: EdgeRequest,
  body: unknown,
): Promise<SandboxAnswer> {
  if (code !== "VALID" || !key) return refuseKey(code, request);
  const [path = "/"] = (request.raw.url ?? "/").split("?", 1);
  return sandbox.answer(context.db, key.appId, {
    method: request.method,
    path: path.slice(prefix.length) || "/",
    query: request.query,
    headers: request.raw.headers,
    body,
  });
}

function refuseKey(code: VerificationCode, request: EdgeRequest): SandboxAnswer {
  const refusal = refusals[code === "VALID" ? "NOT_FOUND" : code];
  const headers: Record<string, string> =
    refusal.code === "unauthorized" ? { "www-authenticate": `Bearer realm="${portal.organisationPrefix}"` } : {};
  return refused(new PortalError(refusal.code, refusal.detail, { headers }), request);
}

function refused(error: PortalError, request: EdgeRequest): SandboxAnswer {
  return {
    status: error.status,
    headers: { ...error.headers, "content-type": "application/problem+json; charset=utf-8" },
    body: toProblem(error, request.requestId),
    errors: [{ pointer: "", detail: error.message }],
  };
}

/** The JSON body of the call, or the answer that says what is wrong with it. */
async function readCallBody(request: EdgeRequest): Promise<{ value: unknown; bytes: number; refused?: SandboxAnswer }> {
  if (request.method === "GET" || request.method === "HEAD") return { value: undefined, bytes: 0 };
  let bytes = 0;
  try {
    const body = await readBody(request.raw, { maxBytes: 1024 * 1024 });
    bytes = body.length;
    if (bytes === 0) return { value: undefined, bytes };
    requireJsonType(request.raw.headers["content-type"]);
    return { value: parseJson(body), bytes };
  } catch (error) {
    if (error instanceof PortalError) return { value: undefined, bytes, refused: refused(error, request) };
    throw error;
  }
}

/** Returns the bytes of the body sent. */
function send(
  request: EdgeRequest,
  response: ServerResponse,
  answer: SandboxAnswer,
  limits: Record<string, string>,
): number {
  const location = answer.headers.location;
  const text = answer.body === undefined || answer.status === 204 ? "" : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text ? { "content-type": "application/json; charset=utf-8" } : {}),
    "cache-control": "no-store",
    "x-request-id": request.requestId,
    ...limits,
    ...answer.headers,
    ...(location ? { location: `${prefix}${location}` } : {}),
    ...(answer.status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
  });
  response.end(request.method === "HEAD" ? undefined : text);
  return Buffer.byteLength(text);
}

/** The caller has its answer; a journal that cannot take the row is told to operators, not to the developer. */
function recordCall(
  context: EdgeContext,
  { key }: Verification,
  request: EdgeRequest,
  answer: SandboxAnswer,
  measured: { latencyMs: number; requestBytes: number; responseBytes: number },
): void {
  if (key?.environment !== "sandbox") return;
  const at = now();
  const problem = answer.body as { type?: string; detail?: string } | undefined;
  const row = buildUsageRow(key, {
    source: "sandbox",
    id: newId("request"),
    origin: "sandbox",
    occurredAt: at,
    receivedAt: at,
    method: request.method,
    route: answer.operation?.route ?? unknownRoute(request.path),
    status: answer.status,
    ...measured,
    sdk: readSdk(request.raw.headers["user-agent"])[0],
    sdkVersion: readSdk(request.raw.headers["user-agent"])[1],
    metadata: {
      requestId: request.requestId,
      ...(answer.operation ? { operation: answer.operation.id } : {}),
      ...(answer.status >= 400
        ? { errors: answer.errors.slice(0, 20), doc: problem?.type, detail: problem?.detail }
        : {}),
    },
  });
  context.journal
    .appendUsage([row])
    .catch((error: unknown) => request.log.error({ err: error }, "a sandbox call was not recorded"));
}

/** An address no operation answers, cut to its first segment: rollups keep a row per route, and anybody can make addresses up. */
function unknownRoute(path: string): string {
  const [, , first = "", second] = path.split("/");
  return second === undefined ? `/${first.slice(0, 60)}` : `/${first.slice(0, 60)}/...`;
}

/** Product and version of a user agent such as `curl/8.1.2` or `parcelway-node/1.4.0 (...)`. */
function readSdk(userAgent: string | undefined): [string, string] {
  const match = /^([\w.-]{1,60})\/([\w.+-]{1,40})/.exec(userAgent ?? "");
  return match ? [match[1] as string, match[2] as string] : ["", ""];
}
