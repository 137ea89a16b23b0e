"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { advanceClock } from "@/lib/sandbox/advance-clock";
import { deleteSnapshot } from "@/lib/sandbox/delete-snapshot";
import { resetWorld } from "@/lib/sandbox/reset-world";
import { restoreSnapshot } from "@/lib/sandbox/restore-snapshot";
import { advanceClockInput, snapshotName } from "@/lib/sandbox/schema";
import { takeSnapshot } from "@/lib/sandbox/take-snapshot";
import { requireApp } from "./review/require-app";

/** Reset, snapshots and clock of an app's sandbox, from its page. */
export async function changeWorldAction(form: FormData): Promise<void> {
  const appId = String(form.get("appId") ?? "");
  const person = await requirePerson(paths.console.app(appId));
  const app = await requireApp(appId, person.companyId);
  const outcome = mayChangeApps(person.companyRole) ? await change(app.id, form) : "refused";
  revalidatePath(paths.console.app(app.id));
  redirect(`${paths.console.app(app.id)}?sandbox=${outcome}#sandbox`);
}

async function change(appId: string, form: FormData): Promise<string> {
  const db = postgres();
  const name = snapshotName.safeParse(form.get("name")).data ?? "";
  try {
    switch (form.get("act")) {
      case "reset":
        await resetWorld(db, appId);
        return "emptied";
      case "advance": {
        const input = advanceClockInput.safeParse({ seconds: Number(form.get("seconds")) });
        if (!input.success) return "refused";
        await advanceClock(db, appId, input.data);
        return "advanced";
      }
      case "snapshot":
        if (!name) return "bad_name";
        await takeSnapshot(db, appId, name);
        return "kept";
      case "restore":
        return (await restoreSnapshot(db, appId, name)) ? "restored" : "refused";
      case "forget":
        return (await deleteSnapshot(db, appId, name)) ? "forgotten" : "refused";
      default:
        return "refused";
    }
  } catch (error) {
    if (error instanceof PortalError) return "refused";
    throw error;
  }
}
