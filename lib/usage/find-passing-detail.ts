import type { Db } from "@/lib/base/postgres";
import { toDetail } from "./internal/detail-rows";
import type { RequestDetail } from "./schema";

/** The call to compare a refused one with: the newest of its operation that passed, of the same app, else of the company. Null: there is none. */
export async function findPassingDetail(
  db: Db,
  companyId: string,
  { id, appId, operation }: Pick<RequestDetail, "id" | "appId" | "operation">,
): Promise<RequestDetail | null> {
  if (operation === "") return null;
  const passing = { companyId, operation, passed: true, id: { not: id } };
  const orderBy = { at: "desc" as const };
  const row =
    (await db.requestDetail.findFirst({ where: { ...passing, appId }, orderBy })) ??
    (await db.requestDetail.findFirst({ where: passing, orderBy }));
  return row ? toDetail(row) : null;
}
