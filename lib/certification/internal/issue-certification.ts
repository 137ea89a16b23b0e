import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import type { Certification } from "@/lib/base/prisma-client/client";
import { makeCertificateCode } from "./certificate-code";
import { addMonths, auditDueAt } from "./rules";

/** Writes a certification and the audit that falls due before it runs out. */
export async function issueCertification(
  tx: Db | Tx,
  given: {
    kind: "developer" | "app";
    companyId: string;
    holderName: string;
    validMonths: number;
    personId?: string;
    appId?: string;
    trackId?: string;
    trackVersion?: string;
    attemptId?: string;
    reviewId?: string;
  },
): Promise<Certification> {
  const { validMonths, ...columns } = given;
  const issuedAt = now();
  const expiresAt = addMonths(issuedAt, validMonths);
  const certification = await tx.certification.create({
    data: { id: newId("certification"), code: makeCertificateCode(), issuedAt, expiresAt, ...columns },
  });
  await tx.audit.create({
    data: { id: newId("audit"), certificationId: certification.id, dueAt: auditDueAt(issuedAt, expiresAt) },
  });
  return certification;
}
