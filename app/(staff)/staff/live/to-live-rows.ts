import { postgres } from "@/lib/base/postgres";
import type { QuarantinedCall } from "@/lib/events/get-quarantined";
import type { RecentEvent } from "@/lib/events/list-recent-events";
import { listNames } from "@/lib/identity/list-names";
import type { LiveRow } from "./live-row";

/** Events with the names of whom they belong to. */
export async function toAcceptedRows(events: readonly RecentEvent[]): Promise<LiveRow[]> {
  const unique = (ids: string[]) => [...new Set(ids.filter(Boolean))];
  const names = await listNames(postgres(), {
    personIds: unique(events.map((event) => event.resolvedPersonId)),
    companyIds: unique(events.map((event) => event.resolvedCompanyId)),
  });
  return events.map((event) => {
    const { resolvedPersonId, resolvedCompanyId, storedMs, properties, ...row } = event;
    const said = Object.entries(row).filter(([, value]) => value !== "");
    const ids = [row.person_id, row.company_id, row.visitor_id, row.visit_id, row.app_id, row.key_id];
    return {
      key: row.event_id,
      kind: "accepted",
      atMs: storedMs,
      name: row.name,
      receivedAt: row.received_at,
      path: row.path,
      audience: row.audience,
      sourceId: row.source_id,
      sentBy: row.sent_by,
      environment: row.environment,
      visitorId: row.visitor_id,
      person: resolvedPersonId
        ? {
            id: resolvedPersonId,
            name: names.get(resolvedPersonId)?.name ?? null,
            byVisitor: row.person_id !== resolvedPersonId,
          }
        : null,
      company: resolvedCompanyId ? { id: resolvedCompanyId, name: names.get(resolvedCompanyId)?.name ?? null } : null,
      ids: unique([...ids, resolvedPersonId, resolvedCompanyId]),
      details: JSON.stringify({ ...Object.fromEntries(said), properties: JSON.parse(properties || "{}") }),
      properties: properties || "{}",
      aside: null,
    };
  });
}

export function toAsideRows(calls: readonly QuarantinedCall[]): LiveRow[] {
  return calls.map((call) => ({
    key: `aside ${call.receivedAt} ${call.id}`,
    kind: "quarantined",
    atMs: Date.parse(call.receivedAt),
    name: call.name,
    receivedAt: call.receivedAt,
    path: "",
    audience: call.audience,
    sourceId: call.source_id,
    sentBy: call.dialect,
    environment: "",
    visitorId: call.visitor_id,
    person: null,
    company: null,
    ids: [],
    details: call.payload,
    properties: propertiesOf(call.payload),
    aside: {
      id: call.id,
      reason: call.reason,
      errors: call.errors.slice(0, 5),
      replayedAt: call.replayedAt,
      accepted: call.accepted,
    },
  }));
}

/** What the call says, as far as it can be read. */
function propertiesOf(payload: string): string {
  try {
    const { properties, metadata, data } = JSON.parse(payload) as Record<string, unknown>;
    return JSON.stringify(properties ?? metadata ?? data ?? {});
  } catch {
    return "{}";
  }
}
