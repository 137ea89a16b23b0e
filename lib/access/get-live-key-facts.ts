import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { listCertificates } from "@/lib/certification/list-certificates";
import type { LiveKeyFacts } from "@/lib/keys/schema";
import { getFirstCalls } from "@/lib/usage/get-first-calls";

/**
 * What `keys.livePolicy` asks for, as it stands for a company: whether any sandbox call of it was answered with 2xx, and whether one of
 * its developers or apps is certified today. Only what the policy asks for is looked up; the rest is false. Throws `unavailable` (503)
 * when the ledger is asked and does not answer.
 */
export async function getLiveKeyFacts(db: Db, companyId: string): Promise<LiveKeyFacts> {
  const facts: LiveKeyFacts = { sandboxSucceeded: false, certified: false };
  if (portal.keys.livePolicy === "sandbox-first") {
    const firstCalls = await getFirstCalls({ companyId }).catch(() => {
      throw new PortalError("unavailable", "The ledger is not answering; try again shortly", {
        headers: { "retry-after": "5" },
      });
    });
    facts.sandboxSucceeded = firstCalls.first_sandbox_2xx !== undefined;
  }
  if (portal.keys.livePolicy === "certified") {
    const certificates = await listCertificates(db, { companyId });
    facts.certified = certificates.some((certificate) => certificate.status === "valid");
  }
  return facts;
}
