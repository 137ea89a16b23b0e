import { z } from "zod";
import type { LoggedRequest } from "../schema";

/** The columns of one call in the request log. */
export const requestFields = `source, id, occurred_at AS at, origin, environment, app_id AS appId, key_id AS keyId, method, route,
  status, latency_ms AS latencyMs, request_bytes AS requestBytes, response_bytes AS responseBytes, sdk,
  sdk_version AS sdkVersion, end_user_id AS endUserId, trace_id AS traceId, resource, metadata`;

export const requestRow = z.object({
  source: z.string(),
  id: z.string(),
  at: z.string(),
  origin: z.enum(["api", "sandbox"]),
  environment: z.enum(["sandbox", "live"]),
  appId: z.string(),
  keyId: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.coerce.number(),
  latencyMs: z.coerce.number(),
  requestBytes: z.coerce.number(),
  responseBytes: z.coerce.number(),
  sdk: z.string(),
  sdkVersion: z.string(),
  endUserId: z.string(),
  traceId: z.string(),
  resource: z.string(),
  metadata: z.string(),
});

export function toLoggedRequest({ metadata, ...row }: z.output<typeof requestRow>): LoggedRequest {
  return { ...row, metadata: metadata ? (JSON.parse(metadata) as Record<string, unknown>) : {} };
}
