import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { scheduleWords } from "@/components/digests/words";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listDigests } from "@/lib/digests/list-digests";
import { digestReports } from "@/lib/digests/schema";

export const metadata: Metadata = { title: "Digests" };

export default async function DigestsPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const staff = await requireStaff();
  const [digests, { done }] = await Promise.all([listDigests(postgres()), searchParams]);
  const create = mayEnter(staff.staffRole, ["devrel", "marketing", "success"]) ? (
    <LinkButton variant="primary" href={paths.staff.newDigest()}>
      New digest
    </LinkButton>
  ) : null;
  return (
    <>
      <PageHeader
        title="Digests"
        description="Reports that come by themselves, by mail or to Slack: the main figures, and how they changed."
        actions={digests.length ? create : null}
      />
      {done === "deleted" ? <FlashMessage>The digest and its history are gone.</FlashMessage> : null}
      <Card className="overflow-hidden">
        <DataTable
          caption="Digests"
          rows={digests}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={<MailCheck />} title="No report comes by itself yet" action={create}>
              Open a report as you like it and choose “Save as digest”, or begin here.
            </EmptyState>
          }
          columns={[
            {
              header: "Digest",
              cell: (digest) => (
                <>
                  <Link href={paths.staff.digest(digest.id)} className="font-medium text-accent hover:underline">
                    {digest.name}
                  </Link>
                  <span className="block text-ink-muted text-sm">{digestReports[digest.report]}</span>
                </>
              ),
            },
            {
              header: "When",
              cell: (digest) => (
                <>
                  {scheduleWords(digest)}
                  <span className="block text-ink-muted text-sm">
                    {digest.enabled ? `next ${formatTime(digest.nextRunAt)}` : "off"}
                  </span>
                </>
              ),
            },
            {
              header: "To",
              cell: ({ recipients, slack }) => (
                <span className="block max-w-64 [overflow-wrap:anywhere]">
                  {[...recipients, ...(slack ? ["Slack"] : [])].join(", ") || "nobody"}
                </span>
              ),
            },
            { header: "Made by", cell: ({ ownerName }) => ownerName },
            {
              header: "Last time",
              cell: ({ lastRun }) =>
                lastRun ? (
                  <span className="flex flex-wrap items-center gap-2">
                    <Badge tone={lastRun.state === "sent" ? "positive" : "negative"}>{lastRun.state}</Badge>
                    <span className="whitespace-nowrap text-sm">{formatTime(lastRun.at)}</span>
                  </span>
                ) : (
                  "not yet"
                ),
            },
          ]}
        />
      </Card>
    </>
  );
}
