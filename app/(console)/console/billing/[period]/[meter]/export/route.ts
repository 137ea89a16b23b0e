import { answerProblem } from "@/lib/access/answer-problem";
import { csvCell } from "@/lib/base/format";
import { requireBillingPerson } from "../../../may-see-bills";
import { readMeter } from "../read-meter";

type Props = { params: Promise<{ period: string; meter: string }> };

/** What stands behind a line as CSV, by day, key and route; formula-safe. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  try {
    const person = await requireBillingPerson();
    const where = await params;
    const search = Object.fromEntries(new URL(request.url).searchParams);
    const { meter, usage } = await readMeter(person.companyId, where, search);
    const rows = [
      ["day", "key_id", "method", "route", meter.id],
      ...usage.map(({ day, keyId, method, route, units }) => [day, keyId, method, route, units]),
    ];
    return new Response(rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join(""), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${meter.id}-${where.period}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return answerProblem(error);
  }
}
