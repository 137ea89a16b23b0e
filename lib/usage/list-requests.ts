import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, now, nowMs } from "@/lib/base/clock";
import { requestFields, requestRow, toLoggedRequest } from "./internal/request-row";
import { type LoggedRequest, requestLogDays } from "./schema";

export type RequestFilter = {
  companyId: string;
  environment?: "sandbox" | "live";
  appId?: string;
  keyId?: string;
  statusClass?: 1 | 2 | 3 | 4 | 5;
  /** One status, such as 404. */
  status?: number;
  /** The id of the call, of its request or of its trace. */
  requestId?: string;
  method?: string;
  /** A part of the route. */
  route?: string;
  /** A part of what was told of the call: what was wrong, the operation, the client's name. */
  text?: string;
  /** `nextCursor` of the page before; one that cannot be read starts at the newest. */
  cursor?: string;
  /** 1 to 200, default 50. */
  limit?: number;
};

const requests = defineQuery({
  sql: `SELECT ${requestFields} FROM usage_events
        WHERE company_id = {companyId:String} AND occurred_at >= {from:DateTime64(3)}
          AND ({environment:String} = '' OR environment = {environment:String})
          AND ({appId:String} = '' OR app_id = {appId:String})
          AND ({keyId:String} = '' OR key_id = {keyId:String})
          AND ({statusClass:UInt8} = 0 OR intDiv(status, 100) = {statusClass:UInt8})
          AND ({status:UInt16} = 0 OR status = {status:UInt16})
          AND ({requestId:String} = '' OR id = {requestId:String} OR trace_id = {requestId:String}
            OR JSONExtractString(metadata, 'requestId') = {requestId:String})
          AND ({method:String} = '' OR method = {method:String})
          AND ({route:String} = '' OR positionCaseInsensitive(route, {route:String}) > 0)
          AND ({text:String} = '' OR positionCaseInsensitiveUTF8(concat(method, ' ', route, ' ', sdk, ' ', metadata), {text:String}) > 0)
          AND (occurred_at, source, id) < ({beforeAt:DateTime64(3)}, {beforeSource:String}, {beforeId:String})
        ORDER BY occurred_at DESC, source DESC, id DESC
        LIMIT {limit:UInt32}`,
  params: z.object({
    companyId: z.string(),
    from: z.date(),
    environment: z.enum(["", "sandbox", "live"]),
    appId: z.string(),
    keyId: z.string(),
    statusClass: z.number().int().min(0).max(5),
    status: z.number().int().min(0).max(999),
    requestId: z.string(),
    method: z.string(),
    route: z.string(),
    text: z.string(),
    beforeAt: z.date(),
    beforeSource: z.string(),
    beforeId: z.string(),
    limit: z.number().int(),
  }),
  row: requestRow,
});

/** A company's calls of the last seven days, newest first. `nextCursor` is null on the last page. */
export async function listRequests(
  filter: RequestFilter,
): Promise<{ data: LoggedRequest[]; nextCursor: string | null }> {
  const { companyId, environment = "", appId = "", keyId = "", statusClass = 0, method = "", route = "" } = filter;
  const { status = 0, requestId = "", text = "" } = filter;
  const limit = Math.min(200, Math.max(1, filter.limit ?? 50));
  const before = readCursor(filter.cursor);
  const rows = await runQuery(requests, {
    ...{ companyId, environment, appId, keyId, statusClass, status, requestId, method, route, text, ...before },
    from: new Date(now().getTime() - requestLogDays * dayMs),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit).map(toLoggedRequest);
  const last = page.at(-1);
  return { data: page, nextCursor: rows.length > limit && last ? writeCursor(last) : null };
}

const cursorSchema = z.tuple([z.iso.datetime(), z.string(), z.string()]);

function writeCursor({ at, source, id }: LoggedRequest): string {
  return Buffer.from(JSON.stringify([at, source, id])).toString("base64url");
}

function readCursor(cursor: string | undefined): { beforeAt: Date; beforeSource: string; beforeId: string } {
  try {
    const [at, source, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor ?? "", "base64url").toString("utf8")));
    return { beforeAt: new Date(at), beforeSource: source, beforeId: id };
  } catch {
    // No call is newer than a day from now: everything comes before it.
    return { beforeAt: new Date(nowMs() + dayMs), beforeSource: "", beforeId: "" };
  }
}
