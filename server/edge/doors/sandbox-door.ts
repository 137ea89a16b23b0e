import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { now, secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { demoAppId } from "@/lib/base/demo-readers";
import { errorTable, PortalError, toProblem } from "@/lib/base/errors";
import { parseJson, readBody, requireJsonType } from "@/lib/base/http";
import { newId } from "@/lib/base/ids";
import { paths } from "@/lib/base/paths";
import { limitHeaders } from "@/lib/keys/format-verification";
import { type Verification, verifyKey } from "@/lib/keys/verify-key";
import { openSandbox, type Sandbox } from "@/lib/sandbox/open-sandbox";
import { readForm } from "@/lib/sandbox/read-form";
import type { SandboxAnswer } from "@/lib/sandbox/schema";
import { boundNames } from "@/lib/usage/bound-names";
import { buildUsageRow } from "@/lib/usage/build-usage-row";
import { openDetailKeeper } from "@/lib/usage/open-detail-keeper";
import { snippetHeader } from "@/lib/usage/read-snippet";
import type { CallTiming } from "@/lib/usage/schema";
import type { EdgeContext } from "../context";
import type { Door, EdgeRequest } from "../door";
import { keyDesk } from "./key-desk";
import { readApiKey } from "./read-api-key";
import { askPermissions, refuseKey } from "./refuse-key";
import { answerService, isServicePath } from "./sandbox-door-service";
import { type TryCaller, takeTryCaller } from "./try-caller";
import { worldOf, writesEndpoint } from "./try-world";
import { readSdk, unknownRoute } from "./usage-words";

const prefix = "/sandbox";
/** `/sandbox/*`: the sample of the API, answered from its OpenAPI document to sandbox keys only; every call of a known key is usage. */
export function sandboxDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  const keeper = openDetailKeeper(context.db, context.log);
  context.onClose(() => keeper.close());
  let opened: Promise<Sandbox> | undefined;
  const open = () => {
    opened ??= openSandbox(portal.api.document).then(
      (sandbox) => {
        for (const problem of sandbox.problems) context.log.warn(problem);
        return sandbox;
      },
      (error: unknown) => {
        opened = undefined;
        throw error;
      },
    );
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
        const path = pathOf(request);
        const caller = takeTryCaller(request.raw.headers);
        const clientIp = caller?.ip || request.clientIp;
        const verification = await verifyKey(desk, {
          key: readApiKey(request.raw.headers) ?? "",
          environment: "sandbox",
          cost: 1,
          ip: clientIp,
          ...askPermissions(sandbox.permissionsFor(request.method, path)),
          ...{ caller: "sandbox", guesser: clientIp },
        });
        const verified = performance.now();
        const body = await readCallBody(request, sandbox.bodyTypesFor(request.method, path));
        const read = performance.now();
        const limits = limitHeaders(verification);
        if (isServicePath(path) && verification.code === "VALID" && verification.key && !isDemo(verification)) {
          const { appId } = verification.key;
          const answer =
            body.refused ?? (await answerService(context.db, sandbox, appId, { request, path, body: body.value }));
          // The portal's own buttons: no call of the API, so neither usage nor a step of the journey.
          send(request, response, answer, limits);
          return;
        }
        const answer =
          body.refused ?? (await answerCall(context, sandbox, verification, caller, request, path, body.value));
        const answered = performance.now();
        if (answer.delayMs || answer.fault === "timeout") await hold(answer, response, context.stopping);
        const waited = performance.now();
        const sent = answer.fault === "timeout" ? hangUp(response) : send(request, response, answer, limits);
        const { key } = verification;
        // Readers without a key of their own are no users of the API: their calls are no usage and no step of anybody's journey.
        if (key?.environment !== "sandbox" || isDemo(verification)) return;
        // The caller has its answer: what follows waits for nothing, and nobody waits for it.
        const call = { id: newId("request"), at: now(), status: statusSeen(answer) };
        recordCall(context, key, request, answer, {
          ...call,
          latencyMs: performance.now() - begun,
          requestBytes: body.bytes,
          responseBytes: sent.bytes,
        });
        keeper.note({
          ...call,
          ...{ appId: key.appId, companyId: key.companyId, personId: key.personId },
          operation: answer.operation?.id ?? "",
          method: request.method,
          path: request.raw.url?.slice(prefix.length) ?? "/",
          request: { headers: request.raw.headers, body: body.value, text: body.text },
          response: responseOf(answer, request, sent.headers),
          timing: timingOf([begun, verified, read, answered, waited]),
        });
      },
    },
  ];
}

const isDemo = ({ key }: Verification) => key?.appId === demoAppId;

const pathOf = (request: EdgeRequest) => (request.raw.url ?? "/").split("?", 1)[0]?.slice(prefix.length) || "/";

/** How long a call that plays a time-out is held: longer than clients wait. */
const timeoutMs = 60 * secondMs;

/** Waits as a scenario asks; less when the caller has gone or the edge stops. */
async function hold(answer: SandboxAnswer, response: ServerResponse, stopping: AbortSignal): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once("close", leave);
  const waitMs = (answer.delayMs ?? 0) + (answer.fault === "timeout" ? timeoutMs : 0);
  await sleep(waitMs, undefined, { signal: AbortSignal.any([stopping, gone.signal]), ref: false }).catch(
    () => undefined,
  );
  response.off("close", leave);
}

type Sent = { bytes: number; headers: Record<string, string | number> };

/** No answer at all, as of a server that died over it. */
function hangUp(response: ServerResponse): Sent {
  response.destroy();
  return { bytes: 0, headers: {} };
}

/** Nobody saw the answer of a call that timed out. */
const statusSeen = (answer: SandboxAnswer) => (answer.fault === "timeout" ? 504 : answer.status);

function responseOf(answer: SandboxAnswer, request: EdgeRequest, headers: Sent["headers"]) {
  if (answer.fault === "timeout") return { headers, note: "A scenario played a time-out: no answer was sent." };
  const cut = answer.fault === "malformed" ? { note: "A scenario cut the JSON of this answer in the middle." } : {};
  return { headers, body: nameRequest(answer, request), ...cut };
}

function timingOf(marks: [number, number, number, number, number]): CallTiming {
  const [keyMs, bodyMs, answerMs, waitMs] = marks.slice(1).map((mark, index) => mark - (marks[index] as number));
  return { keyMs, bodyMs, answerMs, waitMs } as CallTiming;
}

async function answerCall(
  context: EdgeContext,
  sandbox: Sandbox,
  { code, key }: Verification,
  caller: TryCaller | null,
  request: EdgeRequest,
  path: string,
  body: unknown,
): Promise<SandboxAnswer> {
  if (code !== "VALID" || !key) return refuseKey(sandbox, "sandbox", code, request.method, path);
  const world = worldOf(key.appId, caller);
  if (world === null) return refuseKey(sandbox, "sandbox", "NOT_FOUND", request.method, path);
  if (world !== key.appId && writesEndpoint(sandbox, request.method, path)) {
    return sandbox.refuse(request.method, path, {
      type: "/docs/errors#forbidden",
      title: errorTable.forbidden.title,
      status: 403,
      detail: "The shared key makes no webhook endpoints. Sign in and use a sandbox key of your own.",
    });
  }
  return sandbox.answer(context.db, world, {
    method: request.method,
    path,
    query: request.query,
    headers: request.raw.headers,
    body,
  });
}

function refused(error: PortalError, request: EdgeRequest): SandboxAnswer {
  return {
    status: error.status,
    headers: { ...error.headers, "content-type": "application/problem+json; charset=utf-8" },
    body: toProblem(error, request.requestId),
    errors: [{ pointer: "", detail: error.message }],
    explained: { doc: `/docs/errors#${error.code}`, detail: error.message },
  };
}

type CallBody = { value: unknown; bytes: number; text?: string; refused?: SandboxAnswer };

/** The JSON body of the call, or the answer that says what is wrong with it, with its beginning. */
async function readCallBody(request: EdgeRequest, takes: string[]): Promise<CallBody> {
  if (request.method === "GET" || request.method === "HEAD") return { value: undefined, bytes: 0 };
  let bytes = 0;
  let body: Buffer | undefined;
  try {
    body = await readBody(request.raw, { maxBytes: 1024 * 1024 });
    bytes = body.length;
    if (bytes === 0) return { value: undefined, bytes };
    const sent = request.raw.headers["content-type"];
    if (takes.length && !takes.some((type) => /json/i.test(type)) && !sent)
      throw new PortalError("unsupported_media_type", `Content-Type must be ${takes.join(" or ")}.`);
    const form = await readForm(sent, takes, body);
    if (form !== undefined) return { value: form, bytes };
    requireJsonType(sent);
    return { value: parseJson(body), bytes };
  } catch (error) {
    if (error instanceof PortalError) {
      const text = body?.length ? { text: body.toString("utf8", 0, 2_000) } : {};
      return { value: undefined, bytes, ...text, refused: refused(error, request) };
    }
    throw error;
  }
}

/** A problem names its request, so that support can find it. */
function nameRequest({ body, headers }: SandboxAnswer, { requestId }: EdgeRequest): unknown {
  const isProblem = headers["content-type"]?.startsWith("application/problem+json");
  return isProblem ? { ...(body as object), instance: `urn:request:${requestId}` } : body;
}

function send(
  request: EdgeRequest,
  response: ServerResponse,
  answer: SandboxAnswer,
  limits: Record<string, string>,
): Sent {
  const location = answer.headers.location;
  const whole =
    answer.text ??
    (answer.body === undefined || answer.status === 204 ? "" : JSON.stringify(nameRequest(answer, request)));
  const text = answer.fault === "malformed" ? whole.slice(0, Math.ceil(whole.length / 2)) || "{" : whole;
  const headers = {
    ...(text ? { "content-type": "application/json; charset=utf-8" } : {}),
    "cache-control": "no-store",
    "x-request-id": request.requestId,
    ...limits,
    ...answer.headers,
    ...(location ? { location: `${prefix}${location}` } : {}),
    ...(answer.status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
  };
  response.writeHead(answer.status, headers);
  response.end(request.method === "HEAD" ? undefined : text);
  return { bytes: Buffer.byteLength(text), headers };
}

type Measured = {
  id: string;
  at: Date;
  status: number;
  latencyMs: number;
  requestBytes: number;
  responseBytes: number;
};

/** The caller has its answer; a journal that cannot take the row is told to operators, not to the developer. */
function recordCall(
  context: EdgeContext,
  key: NonNullable<Verification["key"]>,
  request: EdgeRequest,
  answer: SandboxAnswer,
  { at, status, ...measured }: Measured,
): void {
  const row = buildUsageRow(key, {
    source: "sandbox",
    origin: "sandbox",
    occurredAt: at,
    receivedAt: at,
    method: request.method,
    route: answer.operation?.route ?? unknownRoute(pathOf(request)),
    status,
    ...measured,
    sdk: readSdk(request.raw.headers["user-agent"])[0],
    sdkVersion: readSdk(request.raw.headers["user-agent"])[1],
    metadata: {
      requestId: request.requestId,
      snippet: request.raw.headers[snippetHeader],
      ...(answer.operation ? { operation: answer.operation.id } : {}),
      ...(status >= 400 ? { errors: answer.errors.slice(0, 20), ...explain(answer) } : {}),
    },
  });
  context.journal
    .appendUsage([boundNames(row)])
    .catch((error: unknown) => request.log.error({ err: error }, "a sandbox call was not recorded"));
}

function explain({ fault, explained }: SandboxAnswer): { doc?: string; detail?: string } {
  if (fault === "timeout")
    return { doc: paths.docs("sandbox"), detail: "A scenario played a time-out: no answer was sent." };
  return explained ?? {};
}
