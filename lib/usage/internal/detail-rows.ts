import type { Db } from "@/lib/base/postgres";
import { mostDetails, type RequestDetail } from "../schema";

/** A row of request_details; its messages and timing are JSON text. */
export type DetailRow = {
  id: string;
  appId: string;
  companyId: string;
  personId: string;
  at: Date;
  operation: string;
  passed: boolean;
  method: string;
  path: string;
  request: string;
  response: string;
  timing: string;
};

/** Stores calls, and drops what their apps have too many of: the oldest, but for the last of each operation that passed. */
export async function addDetails(db: Db, rows: DetailRow[]): Promise<void> {
  const apps = [...new Set(rows.map(({ appId }) => appId))];
  // One parameter a column: a list of rows with a parameter a value costs the edge's thread several times as much.
  const column = <K extends keyof DetailRow>(name: K) => rows.map((row) => row[name]);
  await db.$executeRaw`
    INSERT INTO request_details (id, app_id, company_id, person_id, at, operation, passed, method, path, request, response, timing)
    SELECT * FROM unnest(${column("id")}::text[], ${column("appId")}::text[], ${column("companyId")}::text[], ${column("personId")}::text[],
      ${column("at").map((at) => at.toISOString())}::timestamp[], ${column("operation")}::text[], ${column("passed")}::boolean[],
      ${column("method")}::text[], ${column("path")}::text[], ${column("request")}::text[], ${column("response")}::text[],
      ${column("timing")}::text[])
    ON CONFLICT DO NOTHING`;
  await db.$executeRaw`
    DELETE FROM request_details USING (
      SELECT id, passed, row_number() OVER (PARTITION BY app_id ORDER BY at DESC, id DESC) AS place,
        row_number() OVER (PARTITION BY app_id, operation, passed ORDER BY at DESC, id DESC) AS place_of_kind
      FROM request_details WHERE app_id = ANY(${apps})
    ) AS ranked
    WHERE request_details.id = ranked.id AND ranked.place > ${mostDetails} AND NOT (ranked.passed AND ranked.place_of_kind = 1)`;
}

export function toDetail(row: DetailRow): RequestDetail {
  return {
    ...{ id: row.id, appId: row.appId, at: row.at.toISOString(), operation: row.operation, passed: row.passed },
    ...{ method: row.method, path: row.path },
    request: JSON.parse(row.request),
    response: JSON.parse(row.response),
    timing: JSON.parse(row.timing),
  };
}
