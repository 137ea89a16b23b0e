import { z } from "zod";
import { answerProblem } from "@/lib/access/answer-problem";
import { requireStaff } from "@/lib/access/require-staff";
import { dayMs } from "@/lib/base/clock";
import { type FieldError, PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { exportConversions } from "@/lib/destinations/conversions/export-conversions";
import { recordAudit } from "@/lib/events/record-audit";
import { feedFacts } from "@/lib/privacy/feed-facts";

type Props = { params: Promise<{ destinationId: string }> };

/** An ad platform's conversions from `from` to `to` (days in UTC, both included) as the file that its upload page takes. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const person = await requireStaff("marketing");
  try {
    const { destinationId } = await params;
    const query = new URL(request.url).searchParams;
    const [from, to] = [readDay(query, "from"), readDay(query, "to")];
    if (from > to) throw invalid("to", "must not be before from");
    const db = postgres();
    const period = { from, to: new Date(to.getTime() + dayMs) };
    const file = await exportConversions(db, destinationId, period, feedFacts(db));
    if (!file) throw new PortalError("not_found", "There is no such ad platform.");
    await recordAudit(db, {
      actorKind: "person",
      actorId: person.id,
      action: "destination.file_downloaded",
      subjectKind: "destination",
      subjectId: destinationId,
      after: { from: from.toISOString(), to: to.toISOString(), rows: file.rows },
    });
    return new Response(file.csv, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${file.fileName}"`,
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return answerProblem(error, request.headers.get("x-request-id") ?? undefined);
  }
}

function readDay(query: URLSearchParams, name: string): Date {
  const day = z.iso.date().safeParse(query.get(name));
  if (!day.success) throw invalid(name, "must be a day such as 2026-11-01");
  return new Date(`${day.data}T00:00:00Z`);
}

function invalid(name: string, detail: string): PortalError {
  const errors: FieldError[] = [{ pointer: `?${name}`, detail }];
  return new PortalError("invalid_fields", undefined, { errors });
}
