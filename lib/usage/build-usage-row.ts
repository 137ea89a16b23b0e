import { portal } from "@/lib/base/config/portal";
import { redactSecrets } from "@/lib/base/redact-secrets";
import type { UsageRow } from "@/lib/events/schema";

import { redactHeaders } from "./internal/redact-headers";
import { isValuable } from "./is-valuable";
import { readSnippet } from "./read-snippet";
import type { UsageKey } from "./schema";

/** What happened in one call; `source` and `id` make it idempotent. */
export type UsageCall = {
  source: string;
  id: string;
  origin: "api" | "sandbox";
  occurredAt: Date;
  receivedAt: Date;
  method: string;
  route: string;
  status: number;
  latencyMs: number;
  requestBytes?: number;
  responseBytes?: number;
  sdk?: string;
  sdkVersion?: string;
  endUserId?: string;
  traceId?: string;
  resource?: string;
  quantity?: number;
  metadata?: Record<string, unknown>;
};

/**
 * The ledger's row of a call by a known key. Pure; keys that stand in texts are taken out, a query is cut off the route. A call that a limit
 * refused (429) consumed nothing, whatever its reporter says: it has no units and is not valuable.
 */
export function buildUsageRow(key: UsageKey, call: UsageCall): UsageRow {
  const route = redactSecrets((call.route.split(/[?#]/, 1)[0] ?? "/").slice(0, 500));
  const limited = call.status === 429;
  const text = (value: string | undefined) => (value ? redactSecrets(value) : "");
  return {
    source: call.source,
    id: call.id,
    occurred_at: call.occurredAt.toISOString(),
    received_at: call.receivedAt.toISOString(),
    origin: call.origin,
    environment: key.environment,
    company_id: key.companyId,
    app_id: key.appId,
    key_id: key.keyId,
    person_id: key.personId,
    method: call.method,
    route,
    status: call.status,
    latency_ms: call.latencyMs,
    request_bytes: call.requestBytes ?? 0,
    response_bytes: call.responseBytes ?? 0,
    sdk: text(call.sdk),
    sdk_version: text(call.sdkVersion),
    end_user_id: text(call.endUserId),
    trace_id: text(call.traceId),
    resource: text(call.resource) || resourceOf(route),
    quantity: limited ? 0 : (call.quantity ?? 1),
    valuable: !limited && isValuable(portal.journey.valuable, { ...call, route }) ? 1 : 0,
    metadata: redactSecrets(JSON.stringify(redactHeaders(withGoodSnippet(call.metadata ?? {})))),
  };
}

/** `snippet` is the portal's own field of the metadata: what does not name a block is left out. */
function withGoodSnippet({ snippet, ...metadata }: Record<string, unknown>): Record<string, unknown> {
  const good = readSnippet(snippet);
  return good ? { ...metadata, snippet: good } : metadata;
}

/** `/v1/shipments/{id}/label` is about `shipments`: the first segment that is no version and no variable. */
function resourceOf(route: string): string {
  const first = route.split("/").find((part) => part && !/^(v\d+|api)$/i.test(part) && !part.startsWith("{"));
  return first?.slice(0, 100) ?? "";
}
