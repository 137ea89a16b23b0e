"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { ReviewFormState } from "@/components/certification/review-form";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { reviewSubmissionSchema } from "@/lib/certification/schema";
import { submitApp } from "@/lib/certification/submit-app";
import { withdrawReview } from "@/lib/certification/withdraw-review";
import { gatherAppCalls } from "./gather-app-calls";
import { requireApp } from "./require-app";

/** Submits the app for certification, or gives back what was typed with what is missing. */
export async function submitAppAction(before: ReviewFormState, form: FormData): Promise<ReviewFormState> {
  const appId = String(form.get("appId") ?? "");
  const person = await requirePerson(paths.console.appReview(appId));
  const app = await requireApp(appId, person.companyId);
  const typed = { websiteUrl: String(form.get("websiteUrl") ?? ""), note: String(form.get("note") ?? "") };
  if (!mayChangeApps(person.companyRole)) return { ...before, typed, message: "Your role may look, not submit." };
  const input = reviewSubmissionSchema.safeParse(typed);
  if (!input.success) {
    const errors = Object.fromEntries(input.error.issues.map((issue) => [issue.path.join("."), issue.message]));
    return { ...before, typed, errors, message: null };
  }
  const outcome = await submitApp(postgres(), {
    app,
    personId: person.id,
    submission: input.data,
    calls: await gatherAppCalls(app),
  });
  if (outcome.kind === "checks_failed") {
    const website = outcome.checks.find((check) => check.id === "website" && !check.passed);
    return {
      typed,
      checks: outcome.checks,
      errors: website ? { websiteUrl: website.advice ?? website.evidence } : {},
      message: "Nothing was submitted: some checks did not pass.",
    };
  }
  revalidatePath(paths.console.home, "layout");
  redirect(`${paths.console.appReview(appId)}?done=${outcome.kind}`);
}

export async function withdrawReviewAction(form: FormData): Promise<void> {
  const appId = String(form.get("appId") ?? "");
  const person = await requirePerson(paths.console.appReview(appId));
  const app = await requireApp(appId, person.companyId);
  const withdrawn =
    mayChangeApps(person.companyRole) &&
    (await withdrawReview(postgres(), { appId: app.id, companyId: person.companyId, personId: person.id }));
  revalidatePath(paths.console.home, "layout");
  redirect(`${paths.console.appReview(appId)}?done=${withdrawn ? "withdrawn" : "not_withdrawn"}`);
}
