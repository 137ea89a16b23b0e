import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";

/** One line of the audit log. `before` and `after` must hold no secret, hash or token. */
export type AuditInput = {
  actorKind: "person" | "token" | "system";
  actorId: string;
  /** `noun.verb`, such as `key.revoked`. */
  action: string;
  subjectKind: string;
  subjectId: string;
  companyId?: string;
  before?: object;
  after?: object;
  requestId?: string;
};

/** Appends to the audit log in the caller's transaction. Returns the entry's id. */
export async function recordAudit(tx: Db | Tx, entry: AuditInput): Promise<string> {
  const id = newId("auditEntry");
  await tx.auditEntry.create({ data: { id, ...entry } });
  return id;
}
