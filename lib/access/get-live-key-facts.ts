import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { listCertificates } from "@/lib/certification/list-certificates";
import { getFirstCalls } from "@/lib/usage/get-first-calls";

/**
 * What `keys.livePolicy` asks for, as it stands for a company: whether any sandbox call of it was answered with 2xx, and whether one of
 * its developers or apps is certified today. Throws `unavailable` (503) when the ledger cannot be asked.
 */
export async function getLiveKeyFacts(
  db: Db,
  companyId: string,
): Promise<{ sandboxSucceeded: boolean; certified: boolean }> {
  const [firstCalls, certificates] = await Promise.all([
    getFirstCalls({ companyId }).catch(() => {
      throw new PortalError("unavailable", "The ledger is not answering; try again shortly", {
        headers: { "retry-after": "5" },
      });
    }),
    listCertificates(db, { companyId }),
  ]);
  return {
    sandboxSucceeded: firstCalls.first_sandbox_2xx !== undefined,
    certified: certificates.some((certificate) => certificate.status === "valid"),
  };
}
