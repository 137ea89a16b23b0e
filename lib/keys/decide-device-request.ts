import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** Who decides; for an approval also which of the company's apps the key is for. */
export type DeviceDecision = {
  requestId: string;
  personId: string;
  companyId: string;
  visitorId?: string;
} & ({ approve: true; appId: string } | { approve: false });

/** A person says yes or no, once. False when somebody was faster, time is over, or the app is not the company's. */
export async function decideDeviceRequest(db: Db, decision: DeviceDecision): Promise<boolean> {
  const { requestId, personId, companyId, visitorId } = decision;
  if (decision.approve) {
    const app = await db.app.findFirst({
      where: { id: decision.appId, companyId, archivedAt: null },
      select: { id: true },
    });
    if (!app) return false;
  }
  const { count } = await db.deviceRequest.updateMany({
    where: { id: requestId, status: "pending", expiresAt: { gt: now() } },
    data: {
      status: decision.approve ? "approved" : "denied",
      personId,
      companyId,
      visitorId: visitorId ?? null,
      appId: decision.approve ? decision.appId : null,
    },
  });
  return count === 1;
}
