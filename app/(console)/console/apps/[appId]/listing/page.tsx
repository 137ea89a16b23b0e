import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import { ListingForm } from "@/components/showcase/listing-form";
import { listingWord } from "@/components/showcase/words";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { portal } from "@/lib/base/config/portal";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { getAppListing } from "@/lib/showcase/get-app-listing";
import type { ListingView } from "@/lib/showcase/schema";
import { requireApp } from "../review/require-app";
import { listingAction, unpublishListingAction } from "./actions";

export const metadata: Metadata = { title: "Listing" };

const done: Record<string, { text: string; alert?: true }> = {
  submitted: { text: "Submitted. A person reads it next; what they say shows up here." },
  unpublished: { text: "The listing is out of the showcase. Its text is kept as a draft." },
  not_published: { text: "There was nothing to take out.", alert: true },
};

type Props = { params: Promise<{ appId: string }>; searchParams: Promise<{ done?: string }> };

export default async function ListingPage({ params, searchParams }: Props) {
  const [{ appId }, search] = await Promise.all([params, searchParams]);
  const person = await requirePerson(paths.console.appListing(appId));
  const app = await requireApp(appId, person.companyId);
  const [listing, certified] = await Promise.all([
    getAppListing(postgres(), { appId, companyId: person.companyId }),
    listCertifiedApps(postgres(), [appId]),
  ]);
  const text = listing?.edited ?? {
    name: app.name,
    tagline: "",
    description: app.description,
    websiteUrl: "",
    category: "",
    tags: [],
  };
  const message = search.done ? done[search.done] : undefined;
  const word = listing ? listingWord(listing) : null;
  const mayChange = mayChangeApps(person.companyRole);
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            Listing
            {word ? (
              <Badge tone={word.tone} dot>
                {word.label}
              </Badge>
            ) : null}
          </span>
        }
        description={`The page of ${app.name} in the showcase.`}
        above={
          <Breadcrumbs
            items={[
              { label: "Apps and keys", href: paths.console.apps },
              { label: app.name, href: paths.console.app(appId) },
              { label: "Listing" },
            ]}
          />
        }
        actions={
          listing?.state === "published" ? (
            <>
              {mayChange ? (
                <ConfirmButton
                  title="Take the listing out of the showcase?"
                  consequence="Its page disappears at once. The text is kept; to show it again, submit it again."
                  confirm="Take out"
                  action={unpublishListingAction}
                  fields={{ appId }}
                >
                  Take out
                </ConfirmButton>
              ) : null}
              <LinkButton
                href={paths.listing(listing.slug)}
                icon={<ExternalLink className="size-4" aria-hidden="true" />}
              >
                Public page
              </LinkButton>
            </>
          ) : null
        }
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="mb-6 space-y-3 empty:hidden">
        {certified.has(appId) ? null : (
          <Callout kind="note" title="Only certified apps are shown">
            <p>You can write the listing now. To submit it, have the app certified first.</p>
            <LinkButton href={paths.console.appReview(appId)} size="sm" className="mt-2.5">
              To the review
            </LinkButton>
          </Callout>
        )}
        {listing ? <Standing listing={listing} /> : null}
      </div>
      <ListingForm
        appId={appId}
        initial={{ ...text, tags: text.tags.join(", ") }}
        categories={portal.showcase.categories}
        action={listingAction}
        certificateCode={certified.get(appId) ?? null}
        maySubmit={certified.has(appId)}
        disabled={!mayChange}
      />
    </>
  );
}

/** Where the listing stands with the people who read it. */
function Standing({ listing }: { listing: ListingView }) {
  if (listing.submittedAt) {
    return (
      <Callout kind="note" title="Waiting for a person">
        Submitted on {formatTime(listing.submittedAt)}. Saving a change takes it back; submit it again then.
        {listing.state === "published" ? " The public page keeps its text until the change is approved." : null}
      </Callout>
    );
  }
  if (!listing.decisionNote) return null;
  return (
    <Callout
      kind="warning"
      title={
        listing.state === "unpublished" ? "It was taken out of the showcase" : "A note from the people who read it"
      }
    >
      <p className="whitespace-pre-line [overflow-wrap:anywhere]">{listing.decisionNote}</p>
    </Callout>
  );
}
