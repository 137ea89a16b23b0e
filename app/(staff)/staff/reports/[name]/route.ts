import { answerProblem } from "@/lib/access/answer-problem";
import { requireStaff } from "@/lib/access/require-staff";
import { now } from "@/lib/base/clock";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { csvHeaders } from "@/lib/reports/report-headers";
import { requireReport } from "@/lib/reports/require-report";
import { toCsv } from "@/lib/reports/to-csv";

type Props = { params: Promise<{ name: string }> };

/** A report as CSV for whoever sees its page; the parameters are those of the page's address. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  await requireStaff("viewer", "devrel", "marketing", "success");
  try {
    const report = requireReport((await params).name);
    const result = await report.run(parseReportParams(report, new URL(request.url).searchParams));
    return new Response(toCsv(report.toTable(result)), { headers: csvHeaders(report.name, now()) });
  } catch (error) {
    return answerProblem(error, request.headers.get("x-request-id") ?? undefined);
  }
}
