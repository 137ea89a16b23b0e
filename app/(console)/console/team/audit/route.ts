import { notFound } from "next/navigation";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { exportAudit } from "../../../../export-audit";

/** The company's own part of the audit log as CSV, for its owners. */
export async function GET(): Promise<Response> {
  const person = await requirePerson(paths.console.team);
  if (person.companyRole !== "owner") notFound();
  return exportAudit(postgres(), { companyId: person.companyId }, "csv", "audit-log");
}
