import { requirePerson } from "@/lib/access/require-person";
import { csvCell } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { getUsageSeries } from "@/lib/usage/get-usage-series";
import { readRange } from "../read-range";

/** The usage page's days as CSV, formula-safe. */
export async function GET(request: Request): Promise<Response> {
  const person = await requirePerson(paths.console.usage);
  const range = readRange(Object.fromEntries(new URL(request.url).searchParams));
  const points = await getUsageSeries({ companyId: person.companyId, ...range, grain: "day" });
  const header = ["day", "calls", "2xx", "3xx", "4xx", "5xx", "valuable_calls", "quantity"];
  const rows = points.map(({ time, calls, byStatusClass, valuableCalls, quantity }) => [
    time.toISOString().slice(0, 10),
    calls,
    byStatusClass[2],
    byStatusClass[3],
    byStatusClass[4],
    byStatusClass[5],
    valuableCalls,
    quantity,
  ]);
  return new Response([header, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join(""), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="usage-${range.days}-days.csv"`,
      "cache-control": "no-store",
    },
  });
}
