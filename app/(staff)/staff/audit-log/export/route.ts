import { requireStaff } from "@/lib/access/require-staff";
import { postgres } from "@/lib/base/postgres";
import { exportAudit } from "../../../../export-audit";
import { readSearch, toFilter } from "../read-filter";

/** The audit log as the page's filters narrow it: `?format=csv` (formula-safe) or `json` (a line each), newest first. */
export async function GET(request: Request): Promise<Response> {
  await requireStaff("admin");
  const search = Object.fromEntries(new URL(request.url).searchParams);
  return exportAudit(postgres(), toFilter(readSearch(search)), search.format === "json" ? "json" : "csv", "audit-log");
}
