"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { DecisionFormState } from "@/components/certification/decision-form";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { decideListing } from "@/lib/showcase/decide-listing";
import { featureListing } from "@/lib/showcase/feature-listing";
import { getModeratedListing } from "@/lib/showcase/get-moderated-listing";
import { listingDecisionSchema } from "@/lib/showcase/schema";
import { unpublishListing } from "@/lib/showcase/unpublish-listing";

const moderator = async () => {
  const person = await requireStaff("devrel", "marketing");
  return { personId: person.id, role: person.staffRole };
};

/** The public pages of a listing are kept for a while: after a decision they are made anew. */
function refresh(slug: string): void {
  revalidatePath(paths.listing(slug));
  revalidatePath(paths.showcase);
  revalidatePath(paths.staff.home, "layout");
}

export async function decideListingAction(_before: DecisionFormState, form: FormData): Promise<DecisionFormState> {
  const actor = await moderator();
  const note = String(form.get("note") ?? "");
  const decision = listingDecisionSchema.safeParse({ decision: form.get("decision"), note });
  if (!decision.success) return { note, error: decision.error.issues[0]?.message };
  const listingId = String(form.get("listingId") ?? "");
  const listing = await getModeratedListing(postgres(), listingId);
  if (!listing) return { note, message: "The listing is gone." };
  const outcome = await decideListing(postgres(), {
    listingId,
    certified: (await listCertifiedApps(postgres(), [listing.appId])).has(listing.appId),
    submittedAt: String(form.get("submittedAt") ?? ""),
    decision: decision.data,
    actor,
  });
  if (outcome.kind === "changed_since") {
    return { note, message: "It was changed, decided or taken back since you opened it. Load the page again." };
  }
  if (outcome.kind === "not_certified") {
    return {
      note,
      message: "The app is not certified any more. Send the listing back with a note, or certify the app first.",
    };
  }
  refresh(outcome.slug);
  redirect(`${paths.staff.showcase}?done=${outcome.kind}`);
}

export async function featureListingAction(form: FormData): Promise<void> {
  const actor = await moderator();
  const listingId = String(form.get("listingId") ?? "");
  await featureListing(postgres(), { listingId, featured: form.get("featured") === "yes", actor });
  refresh(String(form.get("slug") ?? ""));
}

/** Takes a listing out of the showcase; without a note nobody would know why. */
export async function unpublishListingAction(_before: DecisionFormState, form: FormData): Promise<DecisionFormState> {
  const actor = await moderator();
  const note = String(form.get("note") ?? "");
  if (!note.trim()) return { note, error: "Say why: the developer reads this note." };
  const slug = await unpublishListing(postgres(), String(form.get("listingId") ?? ""), { staff: actor, note });
  if (!slug) return { note, message: "It is not published any more." };
  refresh(slug);
  return { note: "" };
}
