import { LayoutGrid } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ListingMark } from "@/components/showcase/listing-mark";
import { listingWord } from "@/components/showcase/words";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { TabLinks } from "@/components/ui/tabs";
import { requireStaff } from "@/lib/access/require-staff";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listNames } from "@/lib/identity/list-names";
import { countWaitingListings } from "@/lib/showcase/count-waiting-listings";
import { listModerated } from "@/lib/showcase/list-moderated";
import { type ModerationFilter, moderationFilters } from "@/lib/showcase/schema";

export const metadata: Metadata = { title: "Showcase" };

const labels: Record<ModerationFilter, string> = {
  waiting: "Waiting",
  published: "Published",
  featured: "Featured",
  other: "Drafts and others",
};

const done: Record<string, string> = {
  published: "Published. Its page is in the showcase now.",
  rejected: "Sent back. The developer reads your note.",
};

export default async function ModerationPage({
  searchParams,
}: {
  searchParams: Promise<{ show?: string; done?: string }>;
}) {
  await requireStaff("devrel", "marketing");
  const query = await searchParams;
  const show = moderationFilters.find((filter) => filter === query.show) ?? "waiting";
  const [listings, waiting] = await Promise.all([listModerated(postgres(), show), countWaitingListings(postgres())]);
  const names = await listNames(postgres(), { companyIds: listings.map((listing) => listing.companyId) });
  const message = query.done ? done[query.done] : undefined;
  return (
    <>
      <PageHeader title="Showcase" description="What developers want to show, and what is shown." />
      {message ? <FlashMessage>{message}</FlashMessage> : null}
      <TabLinks
        label="Listings"
        current={show}
        className="mb-5"
        tabs={moderationFilters.map((filter) => ({
          id: filter,
          label: labels[filter],
          href: `${paths.staff.showcase}?show=${filter}`,
          count: filter === "waiting" ? waiting : undefined,
        }))}
      />
      <Card className="overflow-hidden">
        <DataTable
          caption="Listings"
          rows={listings}
          rowKey={(listing) => listing.id}
          empty={
            <EmptyState icon={<LayoutGrid />} title={show === "waiting" ? "Nothing waits" : "None here"}>
              {show === "waiting"
                ? "A listing shows up here when its developer submits it. Only certified apps can be submitted."
                : "Listings of this kind will stand here."}
            </EmptyState>
          }
          columns={[
            {
              header: "Listing",
              cell: (listing) => (
                <Link href={paths.staff.listing(listing.id)} className="flex items-center gap-2.5 font-medium">
                  <ListingMark name={listing.edited.name} className="size-7" />
                  <span className="text-accent hover:underline">{listing.edited.name}</span>
                </Link>
              ),
            },
            {
              header: "Company",
              cell: (listing) => (
                <Link href={paths.staff.company(listing.companyId)} className="hover:underline">
                  {names.get(listing.companyId)?.name ?? listing.companyId}
                </Link>
              ),
            },
            { header: "Category", cell: (listing) => listing.edited.category || "none" },
            {
              header: show === "waiting" ? "Submitted" : "Published",
              cell: (listing) => {
                const time = show === "waiting" ? listing.submittedAt : listing.publishedAt;
                return time ? formatTime(time) : "never";
              },
            },
            {
              header: "State",
              cell: (listing) => {
                const word = listingWord(listing);
                return (
                  <span className="flex flex-wrap gap-1.5">
                    <Badge tone={word.tone}>{word.label}</Badge>
                    {listing.featuredAt ? <Badge tone="accent">Featured</Badge> : null}
                  </span>
                );
              },
            },
          ]}
        />
      </Card>
    </>
  );
}
