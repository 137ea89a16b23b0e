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

/** How a gateway hears of each decision. */
const statusOf: Record<VerificationCode, 200 | 401 | 403 | 429> = {
  NOT_FOUND: 401,
  DISABLED: 401,
  EXPIRED: 401,
  WRONG_ENVIRONMENT: 403,
  FORBIDDEN: 403,
  INSUFFICIENT_PERMISSIONS: 403,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  VALID: 200,
};

/** What the client of the API reads; nothing of it depends on why a key is unknown. */
const detailOf: Partial<Record<VerificationCode, string>> = {
  NOT_FOUND: "The API key is missing or not known",
  DISABLED: "The API key is disabled",
  EXPIRED: "The API key has expired",
  WRONG_ENVIRONMENT: "The API key is for another environment",
  FORBIDDEN: "The API key may not be used from this address",
  INSUFFICIENT_PERMISSIONS: "The API key lacks a permission that this call needs",
  RATE_LIMITED: "Too many calls with this API key",
  QUOTA_EXCEEDED: "The calls of this month are used up",
};

/**
 * `/v1/authz/*`: the decision of `/v1/keys/verify` for gateways (nginx auth_request, Envoy ext_authz, Caddy forward_auth, Traefik ForwardAuth).
 * The gateway's service token comes as `X-Portal-Token`, or as `Authorization: Bearer svc_...` when the developer's key is in `X-API-Key`.
 * `?environment`, `?permissions` and `?style=nginx` are the gateway's, never the client's: they stand in its own configuration.
 */
export function authzDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  return [
    {
      methods: "*",
      path: "/v1/authz/*",
      async handle(request, response) {
        const { headers } = request.raw;
        const { token, key } = readCredentials(headers);
        const caller = requireScope(await authenticateToken(context.db, token), "keys:verify");
        const environment = readEnvironment(request.query.get("environment"));
        const permissions = readPermissions(request.query.get("permissions"), "?permissions");
        const verification = await verifyKey(desk, {
          ...{ key: key ?? "", environment, permissions, cost: 1, ip: request.clientIp },
          caller: caller.tokenId,
        });
        await nextTurn();
        answer(request, response, verification);
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

function answer(request: EdgeRequest, response: ServerResponse, verification: Verification): void {
  const { code, key, planId } = verification;
  const status = statusOf[code];
  const headers = limitHeaders(verification);
  headers["cache-control"] = "no-store";
  if (status === 200 && key) {
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
  if (status === 401) headers["www-authenticate"] = `Bearer realm="${portal.organisationPrefix}"`;
  // nginx's auth_request turns every status but 401 and 403 into 500; the real one goes along for `error_page`.
  const nginx = status === 429 && request.query.get("style") === "nginx";
  if (nginx) headers["x-authz-status"] = "429";
  const problem = toProblem(
    new PortalError(status === 401 ? "unauthorized" : status === 403 ? "forbidden" : "rate_limited", detailOf[code]),
    request.requestId,
  );
  const text = JSON.stringify({ ...problem, code });
  response.writeHead(nginx ? 403 : status, {
    ...headers,
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
