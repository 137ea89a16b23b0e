import { z } from "zod";
import { minuteMs, secondMs } from "@/lib/base/clock";
import { env, portalSecret } from "@/lib/base/env";
import { parseJson, readBody } from "@/lib/base/http";
import { paths } from "@/lib/base/paths";
import { sign } from "@/lib/base/secrets";
import { networkOf } from "@/lib/keys/guess-limiter";
import { pollDeviceRequest } from "@/lib/keys/poll-device-request";
import { startDeviceRequest } from "@/lib/keys/start-device-request";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, sendJson } from "../door";
import { keyDesk } from "./key-desk";

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
const clientName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(60, "must be at most 60 characters")
  .regex(/^[\p{L}\p{N} ._()/@+-]+$/u, "may have letters, digits, spaces and . _ ( ) / @ + -");
const startInput = z.object({ client_id: clientName, scope: z.string().max(500).optional() });
const pollInput = z.object({
  grant_type: z.string(),
  device_code: z.string().min(1).max(200),
  client_id: clientName.optional(),
});

/** New requests of one network, and of everybody, in ten minutes: each lies in the database for an hour. */
const windowMs = 10 * minuteMs;
const perNetwork = 20;
const inAll = 2_000;
/** Polls of one network in a minute: an office's agents at their slowest allowed pace. */
const pollsPerNetwork = 120;

const noStore = { "cache-control": "no-store", pragma: "no-cache" };

/** OAuth 2.0 Device Authorization Grant (RFC 8628) for sandbox keys: how a coding agent gets one from its person. */
export function deviceDoors(context: EdgeContext): Door[] {
  return [
    {
      methods: ["POST"],
      path: paths.deviceAuthorization,
      async handle(request, response) {
        const input = startInput.safeParse(await readFields(request));
        if (!input.success)
          return refuse(
            response,
            "invalid_request",
            `client_id ${input.error.issues[0]?.message}: name yourself there.`,
          );
        const wait = await count(context, [
          claim("all", inAll, windowMs),
          claim(`network ${network(request)}`, perNetwork, windowMs),
        ]);
        if (wait)
          return refuse(response, "slow_down", "Too many requests from here.", 429, { "retry-after": String(wait) });
        const { client_id: agent } = input.data;
        const { deviceCode, userCode, expiresIn, interval } = await startDeviceRequest(context.db, agent);
        const source =
          agent
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, "-")
            .replace(/^-|-$/g, "") || "agent";
        const tags = new URLSearchParams({ utm_source: source, utm_medium: "ai-agent" });
        const base = env().publicUrl;
        sendJson(
          response,
          200,
          {
            device_code: deviceCode,
            user_code: userCode,
            verification_uri: `${base}${paths.device()}`,
            verification_uri_complete: `${base}${paths.device({ code: userCode })}&${tags}`,
            expires_in: expiresIn,
            interval,
          },
          noStore,
        );
      },
    },
    {
      methods: ["POST"],
      path: paths.deviceToken,
      async handle(request, response) {
        const input = pollInput.safeParse(await readFields(request));
        if (!input.success) return refuse(response, "invalid_request", "grant_type and device_code are required.");
        const { grant_type: grant, device_code: code, client_id: agent } = input.data;
        if (grant !== deviceGrant)
          return refuse(response, "unsupported_grant_type", `grant_type must be ${deviceGrant}.`);
        const wait = await count(context, [claim(`polls ${network(request)}`, pollsPerNetwork, minuteMs)]);
        if (wait)
          return refuse(response, "slow_down", "Too many requests from here.", 429, { "retry-after": String(wait) });
        const polled = await pollDeviceRequest(context.db, code, agent);
        if (polled.outcome !== "key") return refuse(response, polled.outcome, sentences[polled.outcome]);
        const { secret, keyId, appId } = polled;
        const base = env().publicUrl;
        const links = { sandbox_url: `${base}/sandbox`, docs_url: `${base}${paths.llms}` };
        const told = { access_token: secret, token_type: "Bearer", key_id: keyId, app_id: appId, ...links };
        sendJson(response, 200, told, noStore);
      },
    },
    {
      methods: ["GET"],
      path: paths.oauthMetadata,
      handle(_, response) {
        const base = env().publicUrl;
        sendJson(response, 200, {
          issuer: base,
          device_authorization_endpoint: `${base}${paths.deviceAuthorization}`,
          token_endpoint: `${base}${paths.deviceToken}`,
          token_endpoint_auth_methods_supported: ["none"],
          grant_types_supported: [deviceGrant],
          response_types_supported: [],
          service_documentation: `${base}${paths.docs("coding-agents")}`,
        });
      },
    },
  ];
}

const sentences = {
  authorization_pending: "Your person has not decided yet. Ask again after the interval.",
  slow_down: "You ask too often. Wait five seconds longer between two requests from now on.",
  access_denied: "Your person said no.",
  expired_token: "Nobody decided in time. Start again.",
  invalid_grant: "There is no such request, it was started under another client_id, or its key was given out already.",
} as const;

/** Errors as OAuth has them (RFC 6749, 5.2). */
function refuse(
  response: Parameters<Door["handle"]>[1],
  error: string,
  description: string,
  status = 400,
  headers: Record<string, string> = {},
): void {
  sendJson(response, status, { error, error_description: description }, { ...noStore, ...headers });
}

/** A form, as OAuth asks for, or JSON, as agents send. */
async function readFields({ raw }: EdgeRequest): Promise<unknown> {
  const body = await readBody(raw, { maxBytes: 8 * 1024 });
  if (/json/i.test(raw.headers["content-type"] ?? "")) return parseJson(body);
  return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
}

/** Addresses are in no store. */
const network = ({ clientIp }: EdgeRequest) => sign(portalSecret(), "device network", networkOf(clientIp)).slice(0, 22);
const claim = (id: string, limit: number, durationMs: number) => ({ id: `device ${id}`, limit, durationMs, cost: 1 });

/** Seconds to wait; 0: go on. */
async function count(context: EdgeContext, claims: ReturnType<typeof claim>[]): Promise<number> {
  const { states } = await keyDesk(context).counts.count({ companyId: "", claims, quota: null, cost: 1 });
  const held = states.filter(({ exceeded }) => exceeded).map(({ retryMs }) => retryMs);
  return held.length ? Math.max(1, Math.ceil(Math.max(...held) / secondMs)) : 0;
}
