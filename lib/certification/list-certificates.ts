import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { viewCertificate } from "./internal/view-certificate";
import type { Certificate } from "./schema";

/** Certifications of a person, an app or a company, newest first, whatever their status. */
export async function listCertificates(
  db: Db,
  owner: { personId: string } | { appId: string } | { companyId: string },
): Promise<Certificate[]> {
  const rows = await db.certification.findMany({ where: owner, orderBy: { issuedAt: "desc" }, take: 200 });
  return rows.map((row) => viewCertificate(row, now()));
}
