import { answerProblem } from "@/lib/access/answer-problem";
import { csvCell } from "@/lib/base/format";
import { postgres } from "@/lib/base/postgres";
import { billTable } from "@/lib/plans/bill-table";
import { getBill } from "@/lib/plans/get-bill";
import { requireBillingPerson } from "../../may-see-bills";

/** A bill's lines as CSV, formula-safe. */
export async function GET(_request: Request, { params }: { params: Promise<{ period: string }> }): Promise<Response> {
  try {
    const person = await requireBillingPerson();
    const { period } = await params;
    const { bill } = await getBill(postgres(), person.companyId, period);
    const rows = billTable(bill);
    return new Response(rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join(""), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="bill-${period}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return answerProblem(error);
  }
}
