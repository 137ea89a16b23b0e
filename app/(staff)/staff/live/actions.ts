"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { askEdge } from "@/lib/access/ask-edge";
import { requireStaff } from "@/lib/access/require-staff";
import { replayedSchema } from "@/lib/access/schema";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import type { QuarantineKey } from "@/lib/events/get-quarantined";
import { recordAudit } from "@/lib/events/record-audit";
import { replayQuarantined } from "@/lib/events/replay-quarantined";
import { liveHref, readLiveAddress, spans } from "./live-address";

/** A click is answered in a few seconds; whoever has more to send clicks again. */
const mostPerClick = 2_000;

/** Sends what matches the page's filters through the collector again, and says on the page what came of it. */
export async function replayAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const address = readLiveAddress(Object.fromEntries([...form].map(([name, value]) => [name, String(value)])));
  const back = liveHref({ ...address, show: "quarantined" });
  let done: string;
  try {
    const filter = {
      withinMs: spans[address.within].ms,
      ...{ name: address.name, sourceId: address.source, reason: address.reason },
    };
    const post = async (rows: QuarantineKey[]) =>
      replayedSchema.parse(await askEdge("/v1/quarantine/replay", { rows }));
    const outcome = await replayQuarantined(filter, post, mostPerClick);
    await recordAudit(postgres(), {
      actorKind: "person",
      actorId: admin.id,
      action: "quarantine.replayed",
      subjectKind: "quarantine",
      subjectId: address.name || "all",
      after: { name: address.name, source: address.source, reason: address.reason, ...outcome },
    });
    done = `${outcome.accepted}-${outcome.refused}${outcome.more ? "-more" : ""}`;
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    done = "away";
  }
  revalidatePath(paths.staff.live);
  redirect(`${back}&replayed=${done}`);
}
