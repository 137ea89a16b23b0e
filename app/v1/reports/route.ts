import { describeReport } from "@/lib/reports/describe-report";
import { reports } from "@/lib/reports/registry";
import { reportHeaders } from "@/lib/reports/report-headers";
import { answerReport, refuseMethod } from "./answer-report";

/** Every report and what it may be asked. */
export function GET(request: Request): Promise<Response> {
  return answerReport(request, async () =>
    Response.json({ data: [...reports.values()].map(describeReport), nextCursor: null }, { headers: reportHeaders }),
  );
}

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
