import { portal } from "@/lib/base/config/portal";
import type { Db } from "@/lib/base/postgres";
import { billTable } from "./bill-table";
import { getBill } from "./get-bill";
import { measureUsage } from "./measure-usage";
import { periodBounds } from "./period";

/** Companies in one file at most; they are computed one after the other. */
const maxCompanies = 10_000;

/**
 * The lines of a month of every company that has a bill or used something, as rows of text for other billing systems, the heading first:
 * closed bills as they were closed, open ones so far.
 */
export async function* listMonthLines(db: Db, period: string): AsyncGenerator<string[]> {
  const { end } = periodBounds(period);
  const [closed, ...used] = await Promise.all([
    db.closedBill.findMany({ where: { period }, select: { companyId: true } }),
    ...portal.meters.map((meter) => measureUsage(meter, period, [end])),
  ]);
  const ids = new Set([...closed.map(({ companyId }) => companyId), ...used.flatMap((units) => [...units.keys()])]);
  ids.delete("");
  let first = true;
  for (const companyId of [...ids].sort().slice(0, maxCompanies)) {
    const { bill, closedAt } = await getBill(db, companyId, period);
    const [heading = [], ...lines] = billTable(bill);
    if (first) yield ["company_id", "state", ...heading];
    first = false;
    for (const line of lines) yield [companyId, closedAt ? "closed" : "open", ...line];
  }
  if (first) yield ["company_id", "state"];
}
