import { nowMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { type FieldError, PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { nextRun } from "./internal/next-run";
import { listReaders } from "./internal/readers";
import { reportOf } from "./internal/report-figures";
import { type DigestInput, type DigestReport, digestInput } from "./schema";

export type SaveDigestOutcome =
  | { kind: "saved"; digestId: string }
  | { kind: "invalid"; errors: FieldError[] }
  | { kind: "not_found" };

/** Keeps a digest, new or in place of `digestId`. Recipients are addresses of staff and nobody else; only a report that can be asked is kept. */
export async function saveDigest(
  db: Db,
  input: DigestInput,
  { actorId, digestId }: { actorId: string; digestId?: string },
): Promise<SaveDigestOutcome> {
  const parsed = digestInput.safeParse(input);
  if (!parsed.success) return { kind: "invalid", errors: toFieldErrors(parsed.error) };
  const { recipients: typed, address: _, ...rest } = parsed.data;
  const recipients = [...new Set(typed.filter(Boolean))];
  const errors: FieldError[] = [];
  const known = new Set((await listReaders(db, recipients)).map(({ email }) => email.toLowerCase()));
  const strangers = recipients.filter((email) => !known.has(email));
  if (strangers.length) {
    errors.push({ pointer: "/recipients", detail: `must be addresses of staff; ${strangers.join(", ")} is none` });
  }
  if (!recipients.length && !rest.slack) errors.push({ pointer: "/recipients", detail: "needs an address, or Slack" });
  if (rest.slack && !env().SLACK_WEBHOOK_URL) {
    errors.push({ pointer: "/slack", detail: "needs the setting SLACK_WEBHOOK_URL" });
  }
  const address = withoutPeriod(parsed.data.address);
  if (!canBeAsked(rest.report, address)) {
    errors.push({ pointer: "/address", detail: "is nothing this report can be asked; open it from the report's page" });
  }
  if (errors.length) return { kind: "invalid", errors };
  const data = { ...rest, address, recipients, nextRunAt: nextRun(rest, nowMs()) };
  return db.$transaction(async (tx): Promise<SaveDigestOutcome> => {
    const id = digestId ?? newId("digest");
    if (digestId) {
      if (!(await tx.digest.updateMany({ where: { id }, data: { ...data, ownerId: actorId } })).count) {
        return { kind: "not_found" };
      }
    } else await tx.digest.create({ data: { id, ownerId: actorId, ...data } });
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId, action: digestId ? "digest.changed" : "digest.created" },
      ...{ subjectKind: "digest", subjectId: id },
      after: { name: rest.name, report: rest.report, frequency: rest.frequency, recipients: recipients.length },
    });
    return { kind: "saved", digestId: id };
  });
}

function withoutPeriod(address: string): string {
  const query = new URLSearchParams(address);
  for (const name of ["from", "to", "compare", "cursor"]) query.delete(name);
  return query.toString();
}

function canBeAsked(report: DigestReport, address: string): boolean {
  try {
    parseReportParams(reportOf(report), new URLSearchParams(address));
    return true;
  } catch (error) {
    if (error instanceof PortalError) return false;
    throw error;
  }
}
