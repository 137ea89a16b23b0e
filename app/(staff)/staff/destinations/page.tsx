import { Send } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { HealthBadge } from "@/components/destinations/health-badge";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { nowMs } from "@/lib/base/clock";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listDestinations } from "@/lib/destinations/list-destinations";
import { destinationViewers, kindWords } from "@/lib/destinations/schema";

export const metadata: Metadata = { title: "Destinations" };

export default async function DestinationsPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const person = await requireStaff(...destinationViewers);
  const { done } = await searchParams;
  const destinations = await listDestinations(postgres());
  const create =
    person.staffRole === "admin" ? (
      <LinkButton variant="primary" href={paths.staff.newDestination()}>
        New destination
      </LinkButton>
    ) : null;
  return (
    <>
      <PageHeader
        title="Destinations"
        description="Where events are forwarded as they happen: at least once, and in order for each person."
        actions={destinations.length ? create : null}
      />
      {done === "deleted" ? <FlashMessage>The destination and its log are gone.</FlashMessage> : null}
      <Card className="overflow-hidden">
        <DataTable
          caption="Destinations"
          rows={destinations}
          rowKey={(destination) => destination.id}
          empty={
            <EmptyState icon={<Send />} title="Events stay here so far" action={create}>
              Forward them to PostHog, to Segment or whatever speaks its language, to Slack, or to an address of your
              own. Ad platforms hear of the sign-ups and first calls that their clicks led to.
            </EmptyState>
          }
          columns={[
            {
              header: "Name",
              cell: (destination) => (
                <>
                  <Link
                    href={paths.staff.destination(destination.id)}
                    className="font-medium text-accent hover:underline"
                  >
                    {destination.name}
                  </Link>
                  <span className="block text-ink-muted text-sm">
                    {kindWords[destination.kind].label}
                    {destination.builtIn ? ", from settings" : ""}
                  </span>
                </>
              ),
            },
            {
              header: "State",
              cell: (destination) => (
                <span className="flex flex-col items-start gap-1">
                  <HealthBadge destination={destination} nowMs={nowMs()} />
                  {destination.health.stoppedReason ? (
                    <span className="max-w-72 text-ink-muted text-sm">{destination.health.stoppedReason}</span>
                  ) : null}
                </span>
              ),
            },
            {
              header: "Last delivery",
              cell: ({ health }) => (health.lastDeliveredAt ? formatTime(health.lastDeliveredAt) : "never"),
            },
            { header: "Waiting", numeric: true, cell: ({ waiting }) => formatNumber(waiting) },
            {
              header: "Given up in 24 h",
              numeric: true,
              cell: ({ deadToday }) =>
                deadToday ? <Badge tone="negative">{formatNumber(deadToday)}</Badge> : formatNumber(0),
            },
          ]}
        />
      </Card>
    </>
  );
}
