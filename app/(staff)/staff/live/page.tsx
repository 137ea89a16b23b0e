import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tabs";
import { requireStaff } from "@/lib/access/require-staff";
import { postgres } from "@/lib/base/postgres";
import { catalogue } from "@/lib/events/catalogue";
import { listSources } from "@/lib/events/list-sources";
import { AcceptedEvents } from "./accepted-events";
import { liveHref, readLiveAddress } from "./live-address";
import { LiveFilters } from "./live-filters";
import { LiveRefresh } from "./live-refresh";
import { QuarantinedEvents } from "./quarantined-events";

export const metadata: Metadata = { title: "Live events" };

const listId = "live-list";
/** Senders that are no source of their own: the portal's worker, and the token of the settings. */
const houseSources = [
  { id: "internal", name: "The portal itself" },
  { id: "env", name: "Service token of the settings" },
];

/** What arrives, as it arrives: accepted with whom it belongs to, or set aside and why. */
export default async function LivePage({ searchParams }: { searchParams: Promise<Record<string, string | string[]>> }) {
  await requireStaff();
  const address = readLiveAddress(await searchParams);
  const sources = [...(await listSources(postgres())), ...houseSources];
  const sourceNames = new Map(sources.map(({ id, name }) => [id, name]));
  const List = address.show === "quarantined" ? QuarantinedEvents : AcceptedEvents;

  return (
    <>
      <PageHeader
        title="Live events"
        description="What arrives, as it arrives. Times are UTC."
        actions={<LiveRefresh listId={listId} />}
      />
      <TabLinks
        label="Events"
        className="mb-4"
        current={address.show}
        tabs={[
          { id: "accepted", label: "Accepted", href: liveHref(address, { show: "accepted" }) },
          { id: "quarantined", label: "Set aside", href: liveHref(address, { show: "quarantined" }) },
        ]}
      />
      <LiveFilters address={address} names={Object.keys(catalogue).sort()} sources={sources} />
      <Card id={listId}>
        <List address={address} sourceNames={sourceNames} />
      </Card>
    </>
  );
}
