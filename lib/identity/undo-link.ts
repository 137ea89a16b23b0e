import { now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Db, Tx } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { countLinkedEvents } from "./count-linked-events";
import { lockVisitor } from "./internal/claim-visitor";
import { type UndoReason, undoReasonSchema } from "./schema";

type LinkKind = "visitor_person" | "person_company" | "external_person" | "external_company";

export type UndoOutcome =
  | { outcome: "undone" | "redone"; events: number; visits: number; nowPersonId: string | null }
  | { outcome: "unchanged" | "not_found" | "not_undoable" };

/**
 * Takes a tie of the merge ledger back (domain.md, identity 6): ledger row, audit entry and the event `link_undone` in one transaction; once
 * the event is in the ledger, reports give everything that named nobody back to the visitor, or to whom its next tie names. What the person
 * did under their own name stays theirs. Answers what moved. Company ties are not undone but ended (rule 5): `not_undoable`.
 */
export function undoLink(db: Db, undo: { linkId: string; actorId: string; reason: UndoReason }): Promise<UndoOutcome> {
  return correctLink(db, { ...undo, undone: true });
}

/** Makes an undone tie count again; the past is the person's once more. */
export function redoLink(db: Db, redo: { linkId: string; actorId: string; reason: UndoReason }): Promise<UndoOutcome> {
  return correctLink(db, { ...redo, undone: false });
}

async function correctLink(
  db: Db,
  correct: { linkId: string; actorId: string; reason: UndoReason; undone: boolean },
): Promise<UndoOutcome> {
  const { linkId, actorId, undone } = correct;
  const reason = undoReasonSchema.parse(correct.reason);
  const found = await db.identityLink.findUnique({ where: { id: linkId } });
  if (!found?.personId) return { outcome: "not_found" };
  if (found.kind !== "visitor_person" && found.kind !== "external_person") return { outcome: "not_undoable" };
  const counted = await countLinkedEvents(found).catch(() => {
    throw new PortalError(
      "unavailable",
      "The ledger does not answer, so it cannot be said what would move. Try again.",
    );
  });
  return db.$transaction(async (tx): Promise<UndoOutcome> => {
    await lockVisitor(tx, found.subject);
    const link = await tx.identityLink.findUniqueOrThrow({ where: { id: linkId } });
    if ((link.undoneAt !== null) === undone) return { outcome: "unchanged" };
    const at = now();
    const before = await holderOf(tx, link);
    await recordCorrection(tx, link, { undone, at });
    await tx.identityLink.update({
      where: { id: linkId },
      data: undone
        ? {
            undoneAt: at,
            correctedAt: at,
            undoneBy: actorId,
            undoReason: reason,
            undoneEvents: counted.events,
            undoneVisits: counted.visits,
          }
        : { correctedAt: at, undoneAt: null, undoneBy: null, undoReason: null, undoneEvents: null, undoneVisits: null },
    });
    const nowPersonId = await holderOf(tx, link);
    // A tie that did not hold the visitor moved nothing, whichever way it was turned.
    const moved = before === nowPersonId ? { events: 0, visits: 0 } : counted;
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: undone ? "identity.link_undone" : "identity.link_redone",
      subjectKind: "person",
      subjectId: found.personId as string,
      before: { person: before },
      after: { link: linkId, reason, ...moved, person: nowPersonId },
    });
    return { outcome: undone ? "undone" : "redone", ...moved, nowPersonId };
  });
}

/** Tells the ledger whether a tie counts; it goes by the latest that was told. */
export async function recordCorrection(
  tx: Tx,
  link: { id: string; kind: string; subject: string; personId: string | null },
  correction: { undone: boolean; at: Date },
): Promise<void> {
  await recordEvent(tx, {
    name: correction.undone ? "link_undone" : "link_redone",
    occurredAt: correction.at,
    // The same correction told again (reconcileLinks) is the same event.
    eventId: `${link.id}:${correction.undone ? "undone" : "redone"}:${correction.at.getTime()}`,
    properties: {
      link_id: link.id,
      subject: subjectInLedger(link),
      subject_person: link.personId ?? "",
    },
  });
}

/** Ids of the owner's systems have a name of their own among the ledger's aliases. */
export function subjectInLedger(link: { kind: string; subject: string }): string {
  return link.kind === "external_person" ? `user:${link.subject}` : link.subject;
}

/** Whom the subject belongs to: the earliest tie that is not undone. */
async function holderOf(tx: Tx, { kind, subject }: { kind: LinkKind; subject: string }): Promise<string | null> {
  const link = await tx.identityLink.findFirst({
    where: { kind, subject, undoneAt: null },
    orderBy: [{ occurredAt: "asc" }, { eventId: "asc" }],
  });
  return link?.personId ?? null;
}
