import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import { getVisitorLink } from "../get-visitor-link";
import { isRefusedId } from "../is-refused-id";

/**
 * The visitor that an identifying event of this person may carry (domain.md, identity 2-4): the browser's own when it is free or already
 * theirs; a new one when it is somebody else's, or was found not to be theirs (`rotated`: the door must set the cookie); none without one,
 * or when the id stands for nobody. Holds the visitor's lock until the transaction ends, so that two sign-ins of one browser cannot both take it.
 */
export async function claimVisitor(
  tx: Tx,
  visitorId: string | undefined,
  personId: string,
): Promise<{ visitorId?: string; rotated: boolean }> {
  if (visitorId === undefined || isRefusedId(visitorId)) return { rotated: false };
  await lockVisitor(tx, visitorId);
  const link = await getVisitorLink(tx, visitorId);
  if (link && link.personId !== personId) return { visitorId: newId("visitor"), rotated: true };
  // Staff said that this visitor's past is not theirs, or it was somebody's who is gone: what comes from here on has an id of its own.
  const undone = await tx.identityLink.count({
    where: {
      kind: "visitor_person",
      subject: visitorId,
      OR: [{ personId, undoneAt: { not: null } }, { personId: null }],
    },
  });
  if (undone > 0) return { visitorId: newId("visitor"), rotated: true };
  return { visitorId, rotated: false };
}

export async function lockVisitor(tx: Tx, visitorId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`visitor:${visitorId}`}, 0))`;
}
