import { z } from "zod";
import type { Certification, Review } from "@/lib/base/prisma-client/client";
import { type ReviewView, reviewCheckSchema } from "../schema";

export function viewReview(row: Review & { certification: Pick<Certification, "code"> | null }): ReviewView {
  return {
    id: row.id,
    appId: row.appId,
    companyId: row.companyId,
    submittedById: row.submittedById,
    state: row.state,
    note: row.note,
    websiteUrl: row.websiteUrl,
    checks: z.array(reviewCheckSchema).parse(row.checks),
    submittedAt: row.submittedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedById: row.decidedById,
    decisionNote: row.decisionNote,
    certificationCode: row.certification?.code ?? null,
  };
}

export const withCode = { certification: { select: { code: true } } } as const;
