import { now } from "@/lib/base/clock";
import { chooseFormat } from "@/lib/reports/choose-format";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { csvHeaders, reportHeaders } from "@/lib/reports/report-headers";
import { requireReport } from "@/lib/reports/require-report";
import { toCsv } from "@/lib/reports/to-csv";
import { answerReport, refuseMethod } from "../answer-report";

type Props = { params: Promise<{ name: string }> };

/** One report, as JSON or, with `Accept: text/csv`, as a table. */
export function GET(request: Request, { params }: Props): Promise<Response> {
  return answerReport(request, async () => {
    const report = requireReport((await params).name);
    const format = chooseFormat(request.headers.get("accept"));
    const result = await report.run(parseReportParams(report, new URL(request.url).searchParams));
    if (format === "json") return Response.json(result, { headers: reportHeaders });
    return new Response(toCsv(report.toTable(result)), { headers: csvHeaders(report.name, now()) });
  });
}

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
