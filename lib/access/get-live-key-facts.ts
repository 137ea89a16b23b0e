import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { listCertificates } from "@/lib/certification/list-certificates";
import { getPerson } from "@/lib/identity/get-person";
import { type LiveKeyFacts, noLiveKeyFacts } from "@/lib/keys/schema";
import { getFirstCalls } from "@/lib/usage/get-first-calls";

/**
 * What `keys.livePolicy` asks for, as it stands: whether the maker's e-mail address is verified, any sandbox call of the company was
 * answered with 2xx, and one of its developers or apps is certified today. Only what the policy asks for is looked up; the rest is false. Throws `unavailable` (503)
 * when the ledger is asked and does not answer.
 */
export async function getLiveKeyFacts(
  db: Db,
  { companyId, personId }: { companyId: string; personId: string },
): Promise<LiveKeyFacts> {
  const facts = { ...noLiveKeyFacts };
  if (portal.keys.livePolicy === "verified-email") {
    const person = await getPerson(db, personId);
    facts.emailVerified = Boolean(person?.emailVerified);
  }
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
