import type { Db } from "@/lib/base/postgres";
import { toDetail } from "./internal/detail-rows";
import type { RequestDetail } from "./schema";

/** What was sent and answered in a company's sandbox call (its id in the log, source `sandbox`); null when it is not kept, or another company's. */
export async function getRequestDetail(db: Db, companyId: string, id: string): Promise<RequestDetail | null> {
  const row = await db.requestDetail.findFirst({ where: { id, companyId } });
  return row ? toDetail(row) : null;
}
