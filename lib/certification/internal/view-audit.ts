import { z } from "zod";
import type { Audit, Certification } from "@/lib/base/prisma-client/client";
import { type AuditView, reviewCheckSchema } from "../schema";

export function viewAudit(row: Audit & { certification: Certification }): AuditView {
  const { certification } = row;
  return {
    id: row.id,
    certificationId: certification.id,
    kind: certification.kind,
    code: certification.code,
    holderName: certification.holderName,
    appId: certification.appId,
    personId: certification.personId,
    companyId: certification.companyId,
    dueAt: row.dueAt.toISOString(),
    doneAt: row.doneAt?.toISOString() ?? null,
    result: row.result,
    checks: z.array(reviewCheckSchema).parse(row.checks),
  };
}
