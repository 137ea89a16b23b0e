import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { portal } from "@/lib/base/config/portal";
import { PortalError, toProblem } from "@/lib/base/errors";
import { limitHeaders } from "@/lib/keys/format-verification";
import { environmentSchema, type VerificationCode } from "@/lib/keys/schema";
import { type Verification, verifyKey } from "@/lib/keys/verify-key";
import type { EdgeContext } from "../context";
import type { Door, EdgeRequest } from "../door";
import { nextTurn } from "../next-turn";
import { keyDesk } from "./key-desk";
import { readAuthorizationKey, single } from "./read-api-key";
import { readPermissions } from "./verify-door";

/** What the client of the API reads. Made once: an Error takes longer to make than a verification. */
const refusals: Record<Exclude<VerificationCode, "VALID">, PortalError> = {
  NOT_FOUND: new PortalError("unauthorized", "The API key is missing or not known"),
  DISABLED: new PortalError("unauthorized", "The API key is disabled"),
  EXPIRED: new PortalError("unauthorized", "The API key has expired"),
  WRONG_ENVIRONMENT: new PortalError("forbidden", "The API key is for another environment"),
  FORBIDDEN: new PortalError("forbidden", "The API key may not be used from this address"),
  INSUFFICIENT_PERMISSIONS: new PortalError("forbidden", "The API key lacks a permission that this call needs"),
  RATE_LIMITED: new PortalError("rate_limited", "Too many calls with this API key"),
  QUOTA_EXCEEDED: new PortalError("rate_limited", "The calls of this month are used up"),
};

/** Where gateways ask that put the client's whole address, its query included, behind a prefix of theirs (Envoy). */
const prefixedPath = "/v1/authz/envoy/";

/**
 * `/v1/authz/*`: the decision of `/v1/keys/verify` for gateways (nginx auth_request, Envoy ext_authz, Caddy forward_auth, Traefik ForwardAuth).
 * The gateway's service token comes as `X-Portal-Token`, or as `Authorization: Bearer svc_...` when the developer's key is in `X-API-Key`.
 * `?environment`, `?permissions` and `?style=nginx` are the gateway's, never the client's: they stand in its own configuration. Below
 * `/v1/authz/envoy/` the query is the client's and means nothing; the gateway sets `X-Portal-Environment` and `X-Portal-Permissions`.
 */
export function authzDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  return [
    {
      methods: "*",
      path: "/v1/authz/*",
      async handle(request, response) {
        await nextTurn();
        const { headers } = request.raw;
        const prefixed = request.path.startsWith(prefixedPath);
        const forNginx = !prefixed && request.query.get("style") === "nginx";
        try {
          const { token, key } = readCredentials(headers);
          const caller = requireScope(await authenticateToken(context.db, token), "keys:verify");
          const asked = (name: "environment" | "permissions") =>
            prefixed ? (single(headers[`x-portal-${name}`]) ?? null) : request.query.get(name);
          const environment = readEnvironment(asked("environment"));
          const permissions = readPermissions(asked("permissions"), "?permissions");
          const verification = await verifyKey(desk, {
            ...{ key: key ?? "", environment, permissions, cost: 1, ip: request.clientIp },
            caller: caller.tokenId,
            // The address of a gateway that may not name its client is everybody's.
            guesser: request.isProxied ? request.clientIp : undefined,
          });
          answer(request, response, verification, forNginx);
        } catch (error) {
          if (!forNginx || !(error instanceof PortalError)) throw error;
          refuse(request, response, error, { ...error.headers }, toProblem(error, request.requestId), forNginx);
        }
      },
    },
  ];
}

function readEnvironment(text: string | null) {
  if (text === null) return undefined;
  const parsed = environmentSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new PortalError("invalid_fields", undefined, {
    errors: [{ pointer: "?environment", detail: "must be sandbox or live" }],
  });
}

/** The gateway's token and the developer's key, which may both come in `Authorization`: tokens start with `svc_`, keys never do. */
function readCredentials(headers: IncomingHttpHeaders): { token?: string; key?: string } {
  const { authorization } = headers;
  const own = single(headers["x-portal-token"]);
  const isToken = authorization !== undefined && /^bearer\s+svc_/i.test(authorization);
  const apiKey = single(headers["x-api-key"]);
  return {
    token: own !== undefined ? `Bearer ${own}` : isToken ? authorization : undefined,
    key: authorization !== undefined && !isToken ? readAuthorizationKey(authorization) : apiKey,
  };
}

function answer(request: EdgeRequest, response: ServerResponse, verification: Verification, forNginx: boolean): void {
  const { code, key, planId } = verification;
  const headers = limitHeaders(verification);
  headers["cache-control"] = "no-store";
  if (code === "VALID") {
    if (!key) throw new Error("a valid call has a key");
    headers["x-portal-key-id"] = key.keyId;
    headers["x-portal-app-id"] = key.appId;
    headers["x-portal-company-id"] = key.companyId;
    headers["x-portal-environment"] = key.environment;
    headers["x-portal-scopes"] = key.scopes.join(" ");
    headers["x-portal-plan"] = planId ?? "";
    response.writeHead(200, { ...headers, "content-length": 0 });
    response.end();
    return;
  }
  const refusal = refusals[code];
  if (refusal.status === 401) headers["www-authenticate"] = `Bearer realm="${portal.organisationPrefix}"`;
  refuse(request, response, refusal, headers, { ...toProblem(refusal, request.requestId), code }, forNginx);
}

/** nginx's auth_request turns every status but 401 and 403 into 500; the real one goes along for its `error_page`. */
function refuse(
  request: EdgeRequest,
  response: ServerResponse,
  { status }: PortalError,
  headers: Record<string, string>,
  problem: object,
  forNginx: boolean,
): void {
  const hidden = forNginx && status !== 401 && status !== 403;
  if (hidden) headers["x-authz-status"] = String(status);
  const text = JSON.stringify(problem);
  response.writeHead(hidden ? 403 : status, {
    ...headers,
    "x-request-id": request.requestId,
    "cache-control": "no-store",
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
