import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { readForm } from "@/lib/access/read-form";
import { requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { draftImport } from "@/lib/spend/draft-import";
import { maxFileBytes } from "@/lib/spend/schema";

/** A form around a file of the largest size; pasted text has line breaks of two bytes. */
const maxFormBytes = 2 * maxFileBytes;

/** Takes a file of spend, or pasted text, and leads to its preview; what is wrong with it is told on the page it came from. */
export async function POST(request: Request): Promise<Response> {
  const person = await requireStaff("marketing");
  try {
    checkOrigin(request, env());
    const bytes = Number(request.headers.get("content-length") ?? Number.NaN);
    if (Number.isNaN(bytes)) throw new PortalError("bad_request", "The form must say its length");
    // Before any of it is read.
    if (bytes > maxFormBytes) return lead(paths.staff.spend({ problem: "too_large" }));
    const form = await readForm(request);
    const file = form.get("file");
    const pasted = form.get("text");
    const given =
      file instanceof File && file.size > 0
        ? { name: file.name, bytes: Buffer.from(await file.arrayBuffer()) }
        : { name: "", bytes: Buffer.from(typeof pasted === "string" ? pasted : "") };
    const outcome = await draftImport(postgres(), { ...given, personId: person.id });
    if (outcome.kind === "drafted") return lead(paths.staff.spendImport(outcome.importId));
    return lead(paths.staff.spend({ problem: outcome.problem, line: outcome.line }));
  } catch (error) {
    return answerProblem(error, request.headers.get("x-request-id") ?? undefined);
  }
}

/** A path, because behind a proxy the request does not know the portal's own address. */
function lead(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } });
}
