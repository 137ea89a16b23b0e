import type { Metadata } from "next";
import Link from "next/link";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tabs";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { nowMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { catalogue } from "@/lib/events/catalogue";
import { countQuarantined, listQuarantined } from "@/lib/events/list-quarantined";
import { listRecentEvents } from "@/lib/events/list-recent-events";
import { listSources } from "@/lib/events/list-sources";
import { replayAction } from "./actions";
import { type LiveAddress, liveHref, readLiveAddress, spans } from "./live-address";
import { LiveFilters } from "./live-filters";
import { LiveList } from "./live-list";
import type { LiveRow } from "./live-row";
import { toAcceptedRows, toAsideRows } from "./to-live-rows";

export const metadata: Metadata = { title: "Live events" };

/** Senders that are no source of their own: the portal's worker, and the token of the settings. */
const houseSources = [
  { id: "internal", name: "The portal itself" },
  { id: "env", name: "Service token of the settings" },
];

type Search = Record<string, string | string[]>;

/** What arrives, as it arrives: accepted with whom it belongs to, or set aside and why. */
export default async function LivePage({ searchParams }: { searchParams: Promise<Search> }) {
  const staff = await requireStaff();
  const search = await searchParams;
  const address = readLiveAddress(search);
  const afterMs = nowMs();
  const [ownSources, rows] = await Promise.all([listSources(postgres()), listRows(address)]);
  const sources = [...ownSources.map(({ id, name }) => ({ id, name })), ...houseSources];
  const aside = address.show === "quarantined";
  const open = aside ? await countQuarantined({ ...asideFilter(address), open: true }) : 0;

  return (
    <>
      <PageHeader
        title="Live events"
        description="What arrives, as it arrives: what was taken and whom it belongs to, what was set aside and why. Times are UTC."
      />
      <Replayed outcome={String(search.replayed ?? "")} />
      <TabLinks
        label="Events"
        className="mb-4"
        current={address.show}
        tabs={[
          { id: "accepted", label: "Accepted", href: liveHref(address, { show: "accepted", reason: "" }) },
          { id: "quarantined", label: "Set aside", href: liveHref(address, { show: "quarantined", who: "" }) },
        ]}
      />
      <LiveFilters address={address} names={Object.keys(catalogue).sort()} sources={sources} />
      {aside && open > 0 ? (
        <div className="mb-4 flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3">
          <p className="min-w-60 flex-1">
            {formatNumber(open)} set aside {open === 1 ? "event matches" : "events match"}. Once the{" "}
            <Link href={paths.staff.catalogue}>catalogue</Link> or the sender is mended, they can be sent again, with
            the times they came with.
          </p>
          {mayEnter(staff.staffRole, ["admin"]) ? (
            <ConfirmButton
              variant="secondary"
              title={`Send ${formatNumber(open)} again?`}
              consequence="Each goes through the collector once more, under its own id: what fits now becomes an event and counts in the reports, what does not stays here with its new reason. Nothing is counted twice."
              confirm="Replay"
              action={replayAction}
              fields={{ name: address.name, source: address.source, reason: address.reason, within: address.within }}
            >
              Replay all that match
            </ConfirmButton>
          ) : null}
        </div>
      ) : null}
      <LiveList
        // Another address is another list.
        key={liveHref(address)}
        initial={rows}
        address={address}
        stream={`${paths.staff.live}/stream?${liveHref(address).split("?")[1]}`}
        afterMs={afterMs}
        sourceNames={Object.fromEntries(sources.map(({ id, name }) => [id, name]))}
        publicUrl={env().publicUrl}
      />
    </>
  );
}

async function listRows(address: LiveAddress): Promise<LiveRow[]> {
  const { ms } = spans[address.within];
  if (address.show === "quarantined") return toAsideRows(await listQuarantined(asideFilter(address)));
  const { name, source: sourceId, who } = address;
  return toAcceptedRows(await listRecentEvents({ sinceMs: nowMs() - ms, name, sourceId, who }));
}

function asideFilter({ within, name, source: sourceId, reason }: LiveAddress) {
  return { withinMs: spans[within].ms, name, sourceId, reason };
}

/** What the last replay did: `accepted-refused`, and `-more` when there is more of it. */
function Replayed({ outcome }: { outcome: string }) {
  if (outcome === "away") return <FlashMessage kind="alert">The edge is not answering; nothing was lost.</FlashMessage>;
  const [, accepted, refused, more] = /^(\d+)-(\d+)(-more)?$/.exec(outcome) ?? [];
  if (accepted === undefined) return null;
  return (
    <FlashMessage>
      {formatNumber(Number(accepted))} became events, {formatNumber(Number(refused))} were refused again.
      {more ? " There are more: replay once again." : ""} The list shows it in a moment.
    </FlashMessage>
  );
}
