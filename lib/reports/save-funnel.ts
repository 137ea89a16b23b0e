import { z } from "zod";
import { isStorable } from "@/lib/base/clean-text";
import type { FieldError } from "@/lib/base/errors";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { funnelReport } from "./funnel";
import { parseReportParams } from "./parse-report-params";

const storable = (text: string) => isStorable(text);
/** `address`: the query of the funnel's page. */
export const saveFunnelInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "needs a name")
    .max(100, "may have at most 100 characters")
    .refine(storable, "has a character that cannot be kept"),
  address: z.string().max(10_000).refine(storable, "has a character that cannot be kept"),
  shared: z.boolean(),
});

export type SaveFunnelOutcome = { kind: "saved"; funnelId: string } | { kind: "invalid"; errors: FieldError[] };

/** Keeps a funnel under a name, in place of what its owner kept under that name before. Only one that can be asked is kept. */
export async function saveFunnel(
  db: Db,
  input: z.input<typeof saveFunnelInput>,
  ownerId: string,
): Promise<SaveFunnelOutcome> {
  const parsed = saveFunnelInput.safeParse(input);
  if (!parsed.success) return { kind: "invalid", errors: toFieldErrors(parsed.error) };
  const { name, address, shared } = parsed.data;
  try {
    parseReportParams(funnelReport, new URLSearchParams(address));
  } catch (error) {
    if (!(error instanceof PortalError) || error.code !== "invalid_fields") throw error;
    return { kind: "invalid", errors: [{ pointer: "/address", detail: "is no funnel that can be asked" }] };
  }
  const funnelId = await db.$transaction(async (tx) => {
    const where = { ownerId_name: { ownerId, name } };
    const before = await tx.savedFunnel.findUnique({ where });
    const saved = await tx.savedFunnel.upsert({
      where,
      create: { id: newId("savedFunnel"), name, address, shared, ownerId },
      update: { address, shared },
    });
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId: ownerId, action: before ? "funnel.changed" : "funnel.saved" },
      ...{ subjectKind: "funnel", subjectId: saved.id },
      ...(before ? { before: { address: before.address, shared: before.shared } } : {}),
      after: { name, address, shared },
    });
    return saved.id;
  });
  return { kind: "saved", funnelId };
}
