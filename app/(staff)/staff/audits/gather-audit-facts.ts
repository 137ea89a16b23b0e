import { gatherAppCalls } from "@/app/(console)/console/apps/[appId]/review/gather-app-calls";
import { dayMs, nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { listReviews } from "@/lib/certification/list-reviews";
import type { AuditFacts } from "@/lib/certification/run-audit";
import type { AuditView } from "@/lib/certification/schema";
import { getApp } from "@/lib/keys/get-app";
import { listKeys } from "@/lib/keys/list-keys";
import { getKeyUsage } from "@/lib/usage/get-key-usage";

const windowMs = 30 * dayMs;

/** What an audit looks at today. An app that is gone is judged as one that has nothing to show. */
export async function gatherAuditFacts(audit: AuditView): Promise<AuditFacts> {
  if (audit.kind === "developer") return { kind: "developer", lastCallAt: await lastCallOf(audit) };
  const id = audit.appId ?? "";
  const app = await getApp(postgres(), id, audit.companyId);
  const reviews = await listReviews(postgres(), { appId: id, limit: 1 });
  return {
    kind: "app",
    app: {
      id,
      companyId: audit.companyId,
      description: app?.description ?? "",
      websiteUrl: reviews.data[0]?.websiteUrl ?? "",
    },
    calls: await gatherAppCalls({ id, companyId: audit.companyId }),
  };
}

/** The last call with a key that the person made, if it was within the window. */
async function lastCallOf(audit: AuditView): Promise<Date | null> {
  const [keys, usage] = await Promise.all([
    listKeys(postgres(), { companyId: audit.companyId, withRevoked: true, limit: 100 }),
    getKeyUsage(audit.companyId),
  ]);
  const times = keys.data
    .filter((key) => key.createdById === audit.personId)
    .flatMap((key) => usage.get(key.id)?.lastUsedAt.getTime() ?? []);
  const last = Math.max(0, ...times);
  return last > nowMs() - windowMs ? new Date(last) : null;
}
