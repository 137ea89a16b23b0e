import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { queueMail } from "@/lib/mail/queue-mail";
import { type RefusedOf, stuckFactsSchema } from "./schema";

/** `already`: they were written to about this cause before. `stopped`: they want no such mails. `refused`: they took their consent back. `no_address`: none is known. */
export type NoteOutcome = "sent" | "already" | "stopped" | "refused" | "no_address" | "not_found";

class NotSent extends Error {
  constructor(readonly outcome: NoteOutcome) {
    super(outcome);
  }
}

/**
 * Writes to a person who is stuck: what went wrong, the exact fix, the page that explains it. Once for each cause and person, ever, whoever
 * asks; never to who stopped these mails or took their consent back, or is gone. The note and its mail are one transaction.
 */
export async function sendNote(
  db: Db,
  { caseId, sentById }: { caseId: string; sentById: string | null },
  refusedOf: RefusedOf,
): Promise<NoteOutcome> {
  try {
    return await db.$transaction(async (tx) => {
      const found = await tx.stuckCase.findUnique({ where: { id: caseId } });
      if (!found || found.resolvedAt) return "not_found";
      const { personId, cause } = found;
      const person = await tx.person.findFirst({ where: { id: personId, deletedAt: null }, select: { email: true } });
      if (!person) return "not_found";
      if (!person.email) return "no_address";
      if ((await refusedOf([personId])).has(personId)) return "refused";
      const { count } = await tx.stuckNote.createMany({
        data: [{ personId, cause, caseId, sentById, sentAt: now() }],
        skipDuplicates: true,
      });
      if (!count) return "already";
      const facts = stuckFactsSchema.parse(found.facts);
      const { publicUrl } = env();
      const queued = await queueMail(tx, {
        ...{ to: person.email, kind: "stuck", personId, dedupeKey: `stuck:${personId}:${cause}` },
        subject: subjects[cause] ?? `Stuck with ${portal.api.name}?`,
        content: {
          heading: subjects[cause] ?? `Stuck with ${portal.api.name}?`,
          blocks: [
            facts.toThem,
            facts.fix,
            ...(facts.detail ? ["The last answer said:", { code: facts.detail }] : []),
            `${facts.docTitle}: ${publicUrl}${facts.docHref}`,
          ],
          action: { label: facts.actionLabel, href: `${publicUrl}${facts.actionHref}` },
          reason: `You get this one note because you signed up at ${portal.name}. It comes once.`,
        },
      });
      if (queued.kind === "stopped") throw new NotSent("stopped");
      if (queued.kind === "bad_address") throw new NotSent("no_address");
      if (sentById)
        await recordAudit(tx, {
          ...{ actorKind: "person", actorId: sentById, action: "stuck.noted" },
          ...{ subjectKind: "person", subjectId: personId, after: { cause } },
        });
      return queued.kind === "queued" ? "sent" : "already";
    });
  } catch (error) {
    if (error instanceof NotSent) return error.outcome;
    throw error;
  }
}

const subjects: Record<string, string> = {
  no_call: `Your first call to the ${portal.api.name}`,
  repeated_error: `An answer of the ${portal.api.name} that keeps coming back`,
  abandoned_step: "One step is left",
};
