import { z } from "zod";
import type { KeyLeak } from "@/components/keys/words";
import { dayMs, nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { listAuditEntries } from "@/lib/events/list-audit-entries";
import { getKey } from "@/lib/keys/get-key";

/** How long a key that stopped working is still told about. */
const toldMs = 14 * dayMs;

const leakSchema = z.object({ foundBy: z.string(), url: z.string().nullish() });

/** The company's keys that were found in public, newest first: those that still work, however long ago, and others for two weeks. */
export async function gatherLeaks(companyId: string, appId?: string): Promise<KeyLeak[]> {
  const entries = await listAuditEntries(postgres(), { companyId, action: "key.leaked", limit: 20 });
  const byKey = new Map(
    entries.data.map((entry) => [entry.subjectId, entry]).reverse() as [string, (typeof entries.data)[number]][],
  );
  const leaks: KeyLeak[] = [];
  for (const [keyId, entry] of byKey) {
    const key = await getKey(postgres(), keyId, companyId);
    const works = key?.state === "active" || key?.state === "disabled";
    if (!key || (appId && key.appId !== appId) || (!works && entry.at.getTime() < nowMs() - toldMs)) continue;
    const found = leakSchema.safeParse(entry.after);
    const { foundBy, url } = found.success ? found.data : { foundBy: entry.actorId, url: null };
    leaks.push({
      keyId,
      appId: key.appId,
      name: key.name,
      start: key.start,
      state: key.state,
      at: entry.at,
      foundBy,
      url: url ?? null,
    });
  }
  return leaks.sort((a, b) => b.at.getTime() - a.at.getTime());
}
