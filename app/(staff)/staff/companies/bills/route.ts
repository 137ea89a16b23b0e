import { answerProblem } from "@/lib/access/answer-problem";
import { requireStaff } from "@/lib/access/require-staff";
import { nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { csvCell } from "@/lib/base/format";
import { postgres } from "@/lib/base/postgres";
import { listMonthLines } from "@/lib/plans/list-month-lines";
import { periodOf } from "@/lib/plans/period";
import { periodSchema } from "@/lib/plans/schema";

/** Every company's lines of a month (`?period=2026-11`, default this one) as CSV for other billing systems; formula-safe. */
export async function GET(request: Request): Promise<Response> {
  await requireStaff("admin", "success");
  try {
    const asked = new URL(request.url).searchParams.get("period") ?? periodOf(nowMs());
    const period = periodSchema.safeParse(asked);
    if (!period.success || asked > periodOf(nowMs())) {
      throw new PortalError("invalid_fields", undefined, {
        errors: [{ pointer: "?period", detail: "must be a month that has begun, such as 2026-11" }],
      });
    }
    const lines = listMonthLines(postgres(), asked);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await lines.next();
        if (done) return controller.close();
        controller.enqueue(encoder.encode(`${value.map(csvCell).join(",")}\r\n`));
      },
      async cancel() {
        await lines.return(undefined);
      },
    });
    return new Response(body, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="bills-${asked}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return answerProblem(error);
  }
}
