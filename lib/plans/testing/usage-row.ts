let count = 0;

/** A live GET /rates of a company that was answered 200, as the ledger keeps it. */
export function usageRow(companyId: string, at: string, more: Record<string, unknown> = {}) {
  return {
    ...{ source: "test", id: `u${count++}`, occurred_at: at, received_at: at, origin: "api", environment: "live" },
    ...{ company_id: companyId, app_id: "app_1", key_id: "key_1", person_id: "per_1", method: "GET", route: "/rates" },
    ...{ status: 200, latency_ms: 5, quantity: 1, valuable: 0, metadata: "{}", ...more },
  };
}
