import { requirePerson } from "@/lib/access/require-person";
import { csvCell } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { listRequests } from "@/lib/usage/list-requests";
import type { LoggedRequest } from "@/lib/usage/schema";
import { readChoice, toRequestFilter } from "../read-choice";

/** Calls in one export at most; a spreadsheet takes about a million rows, and nobody reads these. */
const mostRows = 50_000;
const batch = 200;

const columns: [string, (request: LoggedRequest) => string | number][] = [
  ["time", ({ at }) => at],
  ["status", ({ status }) => status],
  ["method", ({ method }) => method],
  ["route", ({ route }) => route],
  ["latency_ms", ({ latencyMs }) => latencyMs],
  ["environment", ({ environment }) => environment],
  ["app_id", ({ appId }) => appId],
  ["key_id", ({ keyId }) => keyId],
  ["request_bytes", ({ requestBytes }) => requestBytes],
  ["response_bytes", ({ responseBytes }) => responseBytes],
  ["sdk", ({ sdk }) => sdk],
  ["sdk_version", ({ sdkVersion }) => sdkVersion],
  ["end_user_id", ({ endUserId }) => endUserId],
  ["trace_id", ({ traceId }) => traceId],
  ["source", ({ source }) => source],
  ["id", ({ id }) => id],
  ["detail", ({ metadata }) => (typeof metadata.detail === "string" ? metadata.detail : "")],
];

/** The request log as the page's filters narrow it, newest first, as CSV with formula-safe cells. */
export async function GET(request: Request): Promise<Response> {
  const person = await requirePerson(paths.console.requests());
  const chosen = readChoice(Object.fromEntries(new URL(request.url).searchParams));
  const filter = { companyId: person.companyId, ...toRequestFilter(chosen), limit: batch };
  const encode = new TextEncoder();
  let [cursor, rows] = [undefined as string | undefined, 0];
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encode.encode(`${columns.map(([name]) => name).join(",")}\r\n`)),
    async pull(controller) {
      const { data, nextCursor } = await listRequests({ ...filter, cursor });
      const lines = data.map((row) => `${columns.map(([, read]) => csvCell(read(row))).join(",")}\r\n`);
      if (lines.length) controller.enqueue(encode.encode(lines.join("")));
      rows += data.length;
      cursor = nextCursor ?? undefined;
      if (!cursor || rows >= mostRows) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="requests.csv"',
      "cache-control": "no-store",
    },
  });
}
