"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { DecisionFormState } from "@/components/certification/decision-form";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { decideReview } from "@/lib/certification/decide-review";
import { getReview } from "@/lib/certification/get-review";
import { reviewDecisionSchema } from "@/lib/certification/schema";
import { getApp } from "@/lib/keys/get-app";

/** Decides on a submitted app; ends at the list, or says why not with the note kept. */
export async function decideReviewAction(_before: DecisionFormState, form: FormData): Promise<DecisionFormState> {
  const person = await requireStaff("devrel");
  const reviewId = String(form.get("reviewId") ?? "");
  const note = String(form.get("note") ?? "");
  const decision = reviewDecisionSchema.safeParse({ decision: form.get("decision"), note });
  if (!decision.success) return { note, error: decision.error.issues[0]?.message };
  const review = await getReview(postgres(), reviewId);
  const app = review ? await getApp(postgres(), review.appId) : null;
  if (!app) return { note, message: "The app is gone: there is nothing to decide on." };
  const outcome = await decideReview(postgres(), {
    reviewId,
    appName: app.name,
    decision: decision.data,
    actor: { personId: person.id, role: person.staffRole },
  });
  if (outcome.kind === "already_decided") {
    return { note, message: "It was decided or taken back in the meantime. Load the page again to see how." };
  }
  revalidatePath(paths.staff.home, "layout");
  redirect(`${paths.staff.reviews}?done=${outcome.kind}`);
}
