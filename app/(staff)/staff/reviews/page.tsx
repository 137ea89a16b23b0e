import { ClipboardCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { reviewWords } from "@/components/certification/words";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { TabLinks } from "@/components/ui/tabs";
import { requireStaff } from "@/lib/access/require-staff";
import { nowMs } from "@/lib/base/clock";
import { formatDuration, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { countOpenReviews } from "@/lib/certification/count-open-reviews";
import { listReviews } from "@/lib/certification/list-reviews";
import type { ReviewState } from "@/lib/certification/schema";
import { listNames } from "@/lib/identity/list-names";
import { listAppNames } from "./list-app-names";

export const metadata: Metadata = { title: "Reviews" };

const tabs = ["submitted", "approved", "changes_requested", "rejected", "withdrawn"] as const satisfies ReviewState[];

const done: Record<string, string> = {
  approved: "Approved and certified. The developer sees the certificate now.",
  changes_requested: "Sent back. The developer reads your note.",
  rejected: "Rejected. The developer reads your note.",
};

type Query = { state?: string; cursor?: string; done?: string };

export default async function ReviewsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireStaff("devrel");
  const query = await searchParams;
  const state = tabs.find((tab) => tab === query.state) ?? "submitted";
  const [page, waiting] = await Promise.all([
    listReviews(postgres(), { state, cursor: query.cursor }),
    countOpenReviews(postgres()),
  ]);
  const [apps, names] = await Promise.all([
    listAppNames(page.data.map((review) => review.appId)),
    listNames(postgres(), {
      personIds: page.data.map((review) => review.submittedById),
      companyIds: page.data.map((review) => review.companyId),
    }),
  ]);
  const href = (tab: string, cursor?: string) =>
    `${paths.staff.reviews}?${new URLSearchParams({ state: tab, ...(cursor ? { cursor } : {}) })}`;
  const message = query.done ? done[query.done] : undefined;
  return (
    <>
      <PageHeader title="Reviews" description="Apps that ask to be certified. The checks have run; you decide." />
      {message ? <FlashMessage>{message}</FlashMessage> : null}
      <TabLinks
        label="State"
        current={state}
        className="mb-5"
        tabs={tabs.map((tab) => ({
          id: tab,
          label: tab === "submitted" ? "Waiting" : reviewWords[tab].label,
          href: href(tab),
          count: tab === "submitted" ? waiting : undefined,
        }))}
      />
      <Card className="overflow-hidden">
        <DataTable
          caption="Reviews"
          rows={page.data}
          rowKey={(review) => review.id}
          empty={
            <EmptyState icon={<ClipboardCheck />} title={state === "submitted" ? "Nothing waits" : "None here"}>
              {state === "submitted"
                ? "An app shows up here when its developer submits it from the console."
                : "Reviews with this outcome will be listed here."}
            </EmptyState>
          }
          columns={[
            {
              header: "App",
              cell: (review) => (
                <Link href={paths.staff.review(review.id)} className="font-medium text-accent hover:underline">
                  {apps.get(review.appId) ?? review.appId}
                </Link>
              ),
            },
            {
              header: "Company",
              cell: (review) => (
                <Link href={paths.staff.company(review.companyId)} className="hover:underline">
                  {names.get(review.companyId)?.name ?? review.companyId}
                </Link>
              ),
            },
            { header: "Submitted by", cell: (review) => names.get(review.submittedById)?.name ?? "a deleted person" },
            {
              header: "Checks",
              cell: (review) =>
                `${review.checks.filter((check) => check.passed).length} of ${review.checks.length} passed`,
            },
            {
              header: state === "submitted" ? "Waiting for" : "Decided",
              cell: (review) =>
                state === "submitted" ? (
                  <span title={formatTime(review.submittedAt)}>
                    {formatDuration(Math.max(0, nowMs() - Date.parse(review.submittedAt)))}
                  </span>
                ) : (
                  formatTime(review.decidedAt ?? review.submittedAt)
                ),
            },
            {
              header: "State",
              cell: (review) => <Badge tone={reviewWords[review.state].tone}>{reviewWords[review.state].label}</Badge>,
            },
          ]}
        />
        <Pagination
          nextHref={page.nextCursor ? href(state, page.nextCursor) : undefined}
          previousHref={query.cursor ? href(state) : undefined}
        />
      </Card>
    </>
  );
}
