import { postgres } from "@/lib/base/postgres";
import { listNames } from "@/lib/identity/list-names";
import type { Entity, RowKind } from "../schema";

export function kindOf(entity: Entity, row: { who: string; known: boolean }): RowKind {
  if (row.who === "") return "unknown";
  return entity === "company" || row.known ? entity : "visitor";
}

/** What those behind the rows are called; visitors have no name. */
export function namesOf(entity: Entity, rows: readonly { who: string; known: boolean }[]) {
  const ids = rows.filter((row) => kindOf(entity, row) === entity).map((row) => row.who);
  return listNames(postgres(), entity === "person" ? { personIds: ids } : { companyIds: ids });
}
