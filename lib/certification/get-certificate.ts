import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { readCertificateCode } from "./internal/certificate-code";
import { viewCertificate } from "./internal/view-certificate";
import type { Certificate } from "./schema";

/** The certification with this public code, as typed by whoever checks it (any case, O for 0); null when there is none. */
export async function getCertificate(db: Db, code: string): Promise<Certificate | null> {
  const stored = readCertificateCode(code);
  if (!stored) return null;
  const row = await db.certification.findUnique({ where: { code: stored } });
  return row ? viewCertificate(row, now()) : null;
}
