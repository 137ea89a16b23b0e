import { ExternalLink, Star, StarOff } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { DecisionForm } from "@/components/certification/decision-form";
import { ListingArticle } from "@/components/showcase/listing-article";
import { ListingDiff } from "@/components/showcase/listing-diff";
import { listingWord } from "@/components/showcase/words";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/access/require-staff";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { readWebAddress } from "@/lib/base/web-address";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { listNames } from "@/lib/identity/list-names";
import { getModeratedListing } from "@/lib/showcase/get-moderated-listing";
import { decideListingAction, featureListingAction, unpublishListingAction } from "./actions";

export const metadata: Metadata = { title: "Listing" };

export default async function ModeratedListingPage({ params }: { params: Promise<{ listingId: string }> }) {
  await requireStaff("devrel", "marketing");
  const listing = await getModeratedListing(postgres(), (await params).listingId);
  if (!listing) notFound();
  const [certified, names] = await Promise.all([
    listCertifiedApps(postgres(), [listing.appId]),
    listNames(postgres(), { companyIds: [listing.companyId] }),
  ]);
  const { edited } = listing;
  const word = listingWord(listing);
  const published = listing.state === "published";
  const website = readWebAddress(edited.websiteUrl, { allowPrivate: true });
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            {edited.name}
            <Badge tone={word.tone} dot>
              {word.label}
            </Badge>
            {listing.featuredAt ? <Badge tone="accent">Featured</Badge> : null}
          </span>
        }
        description={
          <>
            By{" "}
            <Link href={paths.staff.company(listing.companyId)} className="text-accent underline underline-offset-2">
              {names.get(listing.companyId)?.name ?? listing.companyId}
            </Link>
            {listing.submittedAt ? `, submitted on ${formatTime(listing.submittedAt)}` : null}.
          </>
        }
        above={<Breadcrumbs items={[{ label: "Showcase", href: paths.staff.showcase }, { label: edited.name }]} />}
        actions={
          published ? (
            <>
              <form action={featureListingAction}>
                <input type="hidden" name="listingId" value={listing.id} />
                <input type="hidden" name="slug" value={listing.slug} />
                <input type="hidden" name="featured" value={listing.featuredAt ? "no" : "yes"} />
                <SubmitButton variant="secondary">
                  {listing.featuredAt ? (
                    <StarOff className="size-4" aria-hidden="true" />
                  ) : (
                    <Star className="size-4" aria-hidden="true" />
                  )}
                  {listing.featuredAt ? "No longer feature" : "Feature"}
                </SubmitButton>
              </form>
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
      {certified.has(listing.appId) ? null : (
        <Callout kind="warning" title="The app is not certified today" className="mb-6">
          Its certificate has run out or was taken back, or it never had one. The page would show without the mark.
        </Callout>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-6">
          <Card>
            <CardHeader
              title={listing.published && listing.hasDraft ? "What changes" : "Text"}
              description={
                listing.published && listing.hasDraft
                  ? "Struck through is taken out, underlined is new."
                  : listing.published
                    ? "As it is published."
                    : "Never published yet."
              }
              actions={
                website ? (
                  <a
                    href={website.href}
                    target="_blank"
                    rel="noopener noreferrer nofollow"
                    className="inline-flex items-center gap-1 text-accent text-sm hover:underline"
                  >
                    Open the website
                    <ExternalLink className="size-3.5" aria-hidden="true" />
                  </a>
                ) : null
              }
            />
            <ListingDiff published={listing.published} draft={edited} />
          </Card>
          <section aria-label="Preview">
            <p className="mb-3 text-ink-muted text-sm">Preview</p>
            <div className="rounded-xl border border-line-strong border-dashed bg-canvas p-4 sm:p-8">
              <ListingArticle
                listing={{ ...edited, websiteHost: website?.host.replace(/^www\./, "") ?? "" }}
                outPath={null}
                certificateCode={certified.get(listing.appId) ?? null}
                publishedAt={listing.publishedAt}
                level={2}
              />
            </div>
          </section>
        </div>
        <div className="space-y-6">
          {listing.submittedAt ? (
            <Card>
              <CardHeader title="Decide" />
              <CardBody>
                <DecisionForm
                  fields={{ listingId: listing.id, submittedAt: listing.submittedAt }}
                  action={decideListingAction}
                  hint="Needed when you send it back. The developer reads it."
                  choices={[
                    { value: "publish", label: published ? "Publish the change" : "Publish", variant: "primary" },
                    { value: "reject", label: "Send back", variant: "secondary" },
                  ]}
                />
              </CardBody>
            </Card>
          ) : listing.decidedAt ? (
            <Card>
              <CardHeader title="Last decision" description={formatTime(listing.decidedAt)} />
              <CardBody className="whitespace-pre-line [overflow-wrap:anywhere]">
                {listing.decisionNote ?? "No note."}
              </CardBody>
            </Card>
          ) : null}
          {published ? (
            <Card>
              <CardHeader
                title="Take out of the showcase"
                description="The page disappears at once; the text is kept."
              />
              <CardBody>
                <DecisionForm
                  fields={{ listingId: listing.id }}
                  action={unpublishListingAction}
                  hint="Why; the developer reads it."
                  required
                  choices={[{ value: "unpublish", label: "Take out", variant: "danger" }]}
                />
              </CardBody>
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}
