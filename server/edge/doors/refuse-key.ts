import { portal } from "@/lib/base/config/portal";
import { type ErrorCode, errorTable } from "@/lib/base/errors";
import { type PermissionQuery, parsePermissionQuery } from "@/lib/keys/permission-query";
import { type Environment, environmentWords, type VerificationCode } from "@/lib/keys/schema";
import type { Sandbox } from "@/lib/sandbox/open-sandbox";
import type { SandboxAnswer } from "@/lib/sandbox/schema";

/** What each refusal of a key says to a developer who is trying things out. */
function sentences(
  environment: Environment,
): Record<Exclude<VerificationCode, "VALID">, { code: ErrorCode; detail: string }> {
  const shape = `${portal.organisationPrefix}_${environmentWords[environment]}_...`;
  return {
    NOT_FOUND: {
      code: "unauthorized",
      detail: `Send a ${environment} key as "Authorization: Bearer ${shape}". This one is missing, mistyped or revoked; make one in the console under Apps & keys.`,
    },
    DISABLED: { code: "unauthorized", detail: "This key is disabled. Enable it in the console, or use another." },
    EXPIRED: { code: "unauthorized", detail: "This key has expired. Make a new one in the console." },
    WRONG_ENVIRONMENT: {
      code: "forbidden",
      detail:
        environment === "sandbox"
          ? `This is a live key. The sandbox takes sandbox keys only (${shape}), so that nobody tries things out with a live one by mistake.`
          : `This is a sandbox key. Live calls take live keys only (${shape}).`,
    },
    FORBIDDEN: {
      code: "forbidden",
      detail: "This key may not be used from your address. Its allowed addresses are set in the console.",
    },
    INSUFFICIENT_PERMISSIONS: { code: "forbidden", detail: "This key lacks a scope that this call needs." },
    RATE_LIMITED: { code: "rate_limited", detail: "Too many calls with this key. Retry-After says when to come back." },
    QUOTA_EXCEEDED: { code: "rate_limited", detail: "The calls of this month are used up." },
  };
}

/** The answer to a call whose key may not make it, in the shape of the API's own errors. `path`: below the door's prefix. */
export function refuseKey(
  sandbox: Sandbox,
  environment: Environment,
  code: VerificationCode,
  method: string,
  path: string,
): SandboxAnswer {
  const { code: error, detail } = sentences(environment)[code === "VALID" ? "NOT_FOUND" : code];
  const needed = code === "INSUFFICIENT_PERMISSIONS" ? sandbox.permissionsFor(method, path) : undefined;
  const refusal = sandbox.refuse(method, path, {
    type: `/docs/errors#${error}`,
    title: errorTable[error].title,
    status: errorTable[error].status,
    detail: needed ? `${detail} It needs ${needed.replace(/^\(([^()]*)\)$/, "$1")}.` : detail,
  });
  if (error === "unauthorized") refusal.headers["www-authenticate"] = `Bearer realm="${portal.organisationPrefix}"`;
  return { ...refusal, errors: [{ pointer: "", detail: refusal.explained?.detail ?? detail }] };
}

/** The scopes a call needs, as verification asks for them. */
export function askPermissions(permissions: string | undefined): { permissions?: PermissionQuery } {
  const query = permissions === undefined ? undefined : parsePermissionQuery(permissions);
  return query && "kind" in query ? { permissions: query } : {};
}
