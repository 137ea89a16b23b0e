"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { ListingFormState, TypedListing } from "@/components/showcase/listing-form";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { getAppListing } from "@/lib/showcase/get-app-listing";
import { saveListing } from "@/lib/showcase/save-listing";
import { submitListing } from "@/lib/showcase/submit-listing";
import { unpublishListing } from "@/lib/showcase/unpublish-listing";
import { requireApp } from "../review/require-app";

const refusals = {
  not_certified: "The draft is kept. It can be submitted once the app is certified.",
  no_draft: "There is nothing new to submit: this is what is published.",
  already_submitted: "It was submitted already.",
  incomplete: "The draft is kept. Something is missing before it can be submitted.",
} as const;

/** Keeps the draft and, with intent `submit`, sends it to moderation. What was typed always comes back. */
export async function listingAction(_before: ListingFormState, form: FormData): Promise<ListingFormState> {
  const appId = String(form.get("appId") ?? "");
  const person = await requirePerson(paths.console.appListing(appId));
  const app = await requireApp(appId, person.companyId);
  const typed = readForm(form);
  const alert = (text: string, errors = {}): ListingFormState => ({ typed, errors, message: { kind: "alert", text } });
  if (!mayChangeApps(person.companyRole)) return alert("Your role may look, not edit.");

  const saved = await saveListing(postgres(), {
    appId: app.id,
    companyId: app.companyId,
    personId: person.id,
    text: { ...typed, tags: typed.tags.split(",") },
  });
  if (saved.kind === "refused") return alert("Nothing was saved yet.", saved.errors);
  revalidatePath(paths.console.home, "layout");
  if (form.get("intent") !== "submit") {
    return { typed, errors: {}, message: { kind: "done", text: "Draft saved. Only your company sees it." } };
  }
  const outcome = await submitListing(postgres(), {
    listingId: saved.listing.id,
    companyId: app.companyId,
    personId: person.id,
    certified: (await listCertifiedApps(postgres(), [app.id])).has(app.id),
  });
  if (outcome.kind === "submitted") redirect(`${paths.console.appListing(appId)}?done=submitted`);
  return alert(refusals[outcome.kind], outcome.kind === "incomplete" ? outcome.errors : {});
}

export async function unpublishListingAction(form: FormData): Promise<void> {
  const appId = String(form.get("appId") ?? "");
  const person = await requirePerson(paths.console.appListing(appId));
  const listing = await getAppListing(postgres(), { appId, companyId: person.companyId });
  const slug =
    listing && mayChangeApps(person.companyRole)
      ? await unpublishListing(postgres(), listing.id, {
          owner: { personId: person.id, companyId: person.companyId },
        })
      : null;
  if (slug) revalidatePath(paths.listing(slug));
  revalidatePath(paths.console.home, "layout");
  redirect(`${paths.console.appListing(appId)}?done=${slug ? "unpublished" : "not_published"}`);
}

function readForm(form: FormData): TypedListing {
  const text = (name: string) => String(form.get(name) ?? "");
  return {
    name: text("name"),
    tagline: text("tagline"),
    description: text("description"),
    websiteUrl: text("websiteUrl"),
    category: text("category"),
    tags: text("tags"),
  };
}
