import { minuteMs, now, nowMs } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { forgetPerson } from "@/lib/destinations/forget-person";
import { countNamed, eraseFromLedger, erasureSteps } from "@/lib/events/erase-from-ledger";
import { recordAudit } from "@/lib/events/record-audit";
import { forgetLinks, listExternalIds } from "@/lib/identity/forget-links";
import { forgetMails } from "@/lib/mail/forget-mails";
import { forgetStuck } from "@/lib/stuck/forget-stuck";
import { listSubjects } from "./internal/list-subjects";

/** What was tracked a moment before the account was deleted is still on its way: outbox, journal, drain. */
const settleMs = 2 * minuteMs;

/** Notes that a person is to be taken out of the ledger; done by the worker once the account is gone. Nothing happens the second time. */
export async function requestErasure(db: Db, personId: string): Promise<void> {
  await db.erasure.upsert({
    where: { personId },
    create: { id: newId("erasure"), personId, standIn: newId("person") },
    update: {},
  });
}

/**
 * Takes everybody whose account is gone out of the event ledger, step by step; a step that is done is noted, so a kill costs one step.
 * The proof (how many events and calls, when) goes to the audit log; the stand-in is forgotten. Returns how many were finished.
 */
export async function erasePending(db: Db, options: { settleMs?: number } = {}): Promise<number> {
  const waiting = await db.erasure.findMany({
    where: { finishedAt: null, createdAt: { lte: new Date(nowMs() - (options.settleMs ?? settleMs)) } },
    orderBy: { createdAt: "asc" },
    take: 20,
  });
  let finished = 0;
  for (const { id, personId, standIn, done, visitorIds } of waiting) {
    const person = await db.person.findUnique({ where: { id: personId }, select: { deletedAt: true } });
    if (!person?.deletedAt || !standIn) continue;
    const kept = visitorIds.length ? visitorIds : await listExternalIds(db, personId);
    // Kept until the end: the ties that name them are gone by then.
    await db.erasure.update({ where: { id }, data: { visitorIds: kept } });
    for (const step of erasureSteps) {
      if (done.includes(step)) continue;
      await eraseFromLedger({ personId, standIn, externalIds: kept }, step);
      await db.erasure.update({ where: { id }, data: { done: { push: step } } });
    }
    // What was still on its way when the account went has come to the outbox meanwhile.
    await forgetPerson(db, personId, await listSubjects(db, personId));
    // What was found about them, or written to them, in between.
    await forgetMails(db, personId, null);
    await forgetStuck(db, personId);
    await forgetLinks(db, personId);
    const [left, moved] = [await countNamed(personId), await countNamed(standIn)];
    await db.$transaction(async (tx) => {
      await tx.erasure.update({
        where: { id },
        data: { finishedAt: now(), standIn: null, visitorIds: [], ...moved },
      });
      await recordAudit(tx, {
        actorKind: "system",
        actorId: "portal",
        action: "person.erased",
        subjectKind: "person",
        subjectId: personId,
        after: {
          anonymisedEvents: moved.events,
          anonymisedCalls: moved.calls,
          leftEvents: left.events,
          leftCalls: left.calls,
        },
      });
    });
    finished++;
  }
  return finished;
}
