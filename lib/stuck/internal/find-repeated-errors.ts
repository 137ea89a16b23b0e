import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import type { Portal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";
import type { Db } from "@/lib/base/postgres";
import { listRequests } from "@/lib/usage/list-requests";
import type { Finding, Look, StuckFacts } from "../schema";

/** From the daily rollups: what was answered so often, and not answered well to anybody of the company since. */
const errorsQuery = defineQuery({
  sql: `
    SELECT failed.*, done.last_at AS doneAt
    FROM (
      SELECT company_id, environment, method, route, status, argMax(key_id, last_at) AS keyId, argMax(problem, last_at) AS problem,
        sum(calls) AS calls, min(day) AS since, max(last_at) AS lastAt
      FROM usage_errors_daily
      WHERE day >= {from:Date} AND status IN {statuses:Array(UInt16)} AND company_id != '' AND key_id != ''
      GROUP BY company_id, environment, method, route, status
      HAVING calls >= {least:UInt64}
    ) AS failed
    LEFT JOIN (
      SELECT company_id, environment, method, route, max(usage_daily.last_at) AS last_at
      FROM usage_daily
      WHERE day >= {from:Date} AND status_class = 2
      GROUP BY company_id, environment, method, route
    ) AS done USING (company_id, environment, method, route)
    WHERE doneAt < lastAt
    ORDER BY calls DESC, company_id, method, route, status
    LIMIT {limit:UInt32}`,
  params: z.object({
    from: z.string(),
    statuses: z.array(z.number().int()),
    least: z.number().int(),
    limit: z.number().int(),
  }),
  row: z.object({
    company_id: z.string(),
    environment: z.enum(["sandbox", "live"]),
    method: z.string(),
    route: z.string(),
    status: z.coerce.number(),
    keyId: z.string(),
    problem: z.string(),
    calls: z.coerce.number(),
    since: z.coerce.date(),
    lastAt: z.coerce.date(),
  }),
});
type ErrorRow = z.output<(typeof errorsQuery)["row"]>;

/**
 * Operations that were answered with one of `errorStatuses` at least `errorCalls` times in `errorDays` and with no success after the last of
 * them, the `limit` with the most calls; told to the maker of the key that was used last.
 */
export async function findRepeatedErrors(db: Db, settings: Portal["stuck"], limit: number): Promise<Look> {
  const rows = await runQuery(errorsQuery, {
    from: new Date(nowMs() - settings.errorDays * dayMs).toISOString().slice(0, 10),
    statuses: settings.errorStatuses,
    least: settings.errorCalls,
    limit,
  });
  const keys = await db.apiKey.findMany({
    where: { id: { in: [...new Set(rows.map(({ keyId }) => keyId))] } },
    select: { id: true, createdById: true },
  });
  const maker = new Map(keys.map(({ id, createdById }) => [id, createdById]));
  const findings = rows.flatMap((row): Finding[] => {
    const personId = maker.get(row.keyId);
    if (!personId) return [];
    return [
      {
        ...{ personId, companyId: row.company_id, cause: "repeated_error" },
        subject: `${row.environment} ${row.method} ${row.route} ${row.status}`,
        ...{ since: row.since, lastAt: row.lastAt, count: row.calls, facts: toFacts(row) },
      },
    ];
  });
  return { findings, whole: rows.length < limit };
}

/** Codes of the portal's own errors page, where the answer named none. */
const codes: Record<number, string> = { 400: "bad_request", 401: "unauthorized", 422: "invalid_fields" };

function toFacts({ method, route, status, calls, environment, problem }: ErrorRow): StuckFacts {
  const code = problem || codes[status];
  const told = `${calls} calls of ${method} ${route} (${environment}) were answered ${status}${problem ? `, ${problem}` : ""}, and none worked since.`;
  return {
    what: told,
    toThem: `With your key, ${told}`,
    fix:
      status === 401
        ? `Send the key as “Authorization: Bearer <key>”, without quotes or spaces around it, and use a ${environment} key for ${environment} calls. A key that was revoked or has expired is answered the same way.`
        : status === 403
          ? "The key may not make this call: look at its scopes and allowed addresses in the console."
          : "The request does not fit the operation. Compare the fields below with its page in the reference, and send the content type application/json.",
    docHref: `${paths.docs("errors")}${code ? `#${code}` : ""}`,
    docTitle: code ? `What ${code} means` : "What errors mean",
    actionHref: paths.console.requests({ environment, status: `${Math.floor(status / 100)}` }),
    actionLabel: "See these calls",
  };
}

const faultSchema = z.object({
  detail: z.string().optional().catch(undefined),
  doc: z.string().startsWith("/").optional().catch(undefined),
  errors: z
    .array(z.object({ pointer: z.string(), detail: z.string() }))
    .catch([])
    .default([]),
});

/** What the last of these answers said was wrong, and where: the exact fix. One point look-up; null when the log no longer has it. */
export async function readLastFault(finding: Finding): Promise<Partial<StuckFacts> | null> {
  const [environment, method, route, status] = finding.subject.split(" ") as [
    "sandbox" | "live",
    string,
    string,
    string,
  ];
  const { data } = await listRequests({
    ...{ companyId: finding.companyId ?? "", environment, method, route, status: Number(status), limit: 20 },
  });
  const last = data.find((call) => call.route === route);
  if (!last) return null;
  const { detail, doc, errors } = faultSchema.parse(last.metadata);
  const lines = errors.slice(0, 5).map((error) => `${error.pointer || "the body"}: ${error.detail}`);
  const said = (lines.length ? lines.join("\n") : detail)?.slice(0, 1_000);
  return { ...(said ? { detail: said } : {}), ...(doc ? { docHref: doc } : {}) };
}
