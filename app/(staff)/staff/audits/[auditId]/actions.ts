"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { DecisionFormState } from "@/components/certification/decision-form";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getAudit } from "@/lib/certification/get-audit";
import { revokeCertification } from "@/lib/certification/revoke-certification";
import { runAudit } from "@/lib/certification/run-audit";
import { getAppListing } from "@/lib/showcase/get-app-listing";
import { unpublishListing } from "@/lib/showcase/unpublish-listing";
import { gatherAuditFacts } from "../gather-audit-facts";

export async function runAuditAction(form: FormData): Promise<void> {
  const person = await requireStaff("devrel");
  const auditId = String(form.get("auditId") ?? "");
  const audit = await getAudit(postgres(), auditId);
  if (!audit) redirect(paths.staff.audits);
  const outcome = await runAudit(postgres(), {
    auditId,
    facts: await gatherAuditFacts(audit),
    actor: { personId: person.id, role: person.staffRole },
  });
  revalidatePath(paths.staff.home, "layout");
  redirect(`${paths.staff.audit(auditId)}?done=${outcome.kind}`);
}

export async function revokeCertificationAction(
  _before: DecisionFormState,
  form: FormData,
): Promise<DecisionFormState> {
  const person = await requireStaff("devrel");
  const note = String(form.get("note") ?? "");
  if (!note.trim()) return { note, error: "Say why: it is kept in the audit log." };
  const auditId = String(form.get("auditId") ?? "");
  const audit = await getAudit(postgres(), auditId);
  if (!audit) return { note, message: "The audit is gone, and with it the way to this certificate." };
  const actor = { personId: person.id, role: person.staffRole };
  // First: should we stop between the two, the page still says valid and is asked again, while nothing uncertified is shown.
  const slug = audit.appId ? await hideListing(audit.appId, audit.companyId, actor) : null;
  await revokeCertification(postgres(), { certificationId: audit.certificationId, reason: note, actor });
  if (slug) {
    revalidatePath(paths.listing(slug));
    revalidatePath(paths.showcase);
  }
  revalidatePath(paths.staff.home, "layout");
  // Its open audits are gone now, maybe this page's too: the public page says what is true from here on.
  redirect(paths.certificate(audit.code));
}

/** Only certified apps are shown. The text stays as a draft; the reason of the revocation is for staff alone. */
async function hideListing(appId: string, companyId: string, staff: { personId: string; role: string | null }) {
  const listing = await getAppListing(postgres(), { appId, companyId });
  const note = "The app's certificate was taken back. Certify the app again to be listed again.";
  return listing && unpublishListing(postgres(), listing.id, { staff, note });
}
