import { BookOpenText } from "lucide-react";
import type { Metadata } from "next";
import { LineChart } from "@/components/charts/line-chart";
import { readAddress, type Search } from "@/components/reports/address";
import { ReportChoice, ReportForm } from "@/components/reports/report-form";
import { ReportPage } from "@/components/reports/report-page";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageLink } from "@/components/ui/page-link";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { listDocs } from "@/lib/docs/list-docs";
import { type Stage, stageLabels } from "@/lib/journeys/schema";
import { contentReport } from "@/lib/reports/content";
import { feedSubscribersReport } from "@/lib/reports/feed-subscribers";
import { listPresets } from "@/lib/reports/list-presets";
import type { ContentResult, FeedSubscribersResult } from "@/lib/reports/schema";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Content" };

const offered: Stage[] = ["signed_up", "first_sandbox_call", "first_sandbox_2xx", "first_live_call", "first_live_2xx"];

/** Which pages lead to calls, where readers stall, what they look for in vain. */
export default async function ContentPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(contentReport, query);
  return (
    <ReportPage
      title="Content"
      description="Which docs pages and code blocks lead to calls, after which readers stall, and what they look for in vain."
      report="content"
      query={query}
      errors={errors}
    >
      {result ? (
        <>
          <ReportForm page={paths.staff.content} query={query} period={result.period} presets={listPresets()}>
            <ReportChoice
              label="Success is"
              name="stage"
              choices={[...new Set([...offered, result.stage])].map((id) => ({ id, label: stageLabels[id] }))}
              current={result.stage}
            />
          </ReportForm>
          <Content
            result={result}
            feeds={await feedSubscribersReport.run({ from: result.period.from, to: result.period.to })}
            docs={await listDocsPaths()}
          />
        </>
      ) : null}
    </ReportPage>
  );
}

/** Every docs page, the gated ones too: only told apart from what is none. */
async function listDocsPaths(): Promise<ReadonlySet<string>> {
  const docs = await listDocs({ staffRole: "admin", companyRole: null, plan: null, certifications: [] });
  return new Set(docs.map(({ slug }) => paths.docs(slug)));
}

/** An address that events name. Browsers say what they like, and pages go: what is no page is no link. */
function NamedPage({ path, docs }: { path: string; docs: ReadonlySet<string> }) {
  if (docs.has(path) || !/^\/docs(\/|$)/.test(path)) return <PageLink path={path} />;
  return (
    <>
      <span className="wrap-anywhere block min-w-44 font-mono text-sm">{path}</span>
      <span className="block text-ink-muted text-xs">no page of the portal now</span>
    </>
  );
}

function Content({
  result,
  feeds,
  docs,
}: {
  result: ContentResult;
  feeds: FeedSubscribersResult;
  docs: ReadonlySet<string>;
}) {
  const empty = result.pages.length + result.snippets.length + result.searches.length + feeds.days.length === 0;
  if (empty) {
    return (
      <Card>
        <EmptyState icon={<BookOpenText />} title="Nobody has read the docs in this period">
          Choose a longer period.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="space-y-5">
      <Card className="min-w-0">
        <CardHeader
          title="Docs pages"
          description={`Success: ${stageLabels[result.stage]}. First success: their first call that succeeded was copied here. Keys: made coming from here. A page helped when it was read in the ${result.windowDays} days before. Said: whether it helped, each reader once.`}
        />
        <DataTable
          caption="Docs pages"
          rows={result.pages}
          rowKey={(row) => row.path}
          columns={[
            { header: "Page", cell: (row) => <NamedPage path={row.path} docs={docs} /> },
            { header: "Readers", numeric: true, cell: (row) => formatNumber(row.readers) },
            { header: "First success", numeric: true, cell: (row) => formatNumber(row.firsts) },
            { header: "Keys", numeric: true, cell: (row) => formatNumber(row.keys) },
            { header: "Helped", numeric: true, cell: (row) => formatNumber(row.assisted) },
            { header: "Last page", numeric: true, cell: (row) => formatNumber(row.last) },
            { header: "Dead end", numeric: true, cell: (row) => formatNumber(row.stalled) },
            { header: "Said yes", numeric: true, cell: (row) => formatNumber(row.helpful) },
            { header: "Said no", numeric: true, cell: (row) => formatNumber(row.unhelpful) },
          ]}
          empty={<EmptyState title="No docs page was read in this period">Choose a longer period.</EmptyState>}
        />
      </Card>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card className="min-w-0 xl:col-span-2">
          <CardHeader
            title="Code blocks"
            description="First success: the very call that succeeded first was copied from this block. Ran and worked: people, as copies with the Waymark-Snippet header tell; what many ran and few got to work is to be mended."
          />
          <DataTable
            caption="Code blocks"
            rows={result.snippets}
            rowKey={(row) => `${row.path} ${row.block}`}
            columns={[
              {
                header: "Block",
                cell: (row) => (
                  <>
                    <NamedPage path={row.path} docs={docs} />
                    <span className="block text-ink-muted text-xs">
                      {[row.block, row.language].filter(Boolean).join(", ")}
                    </span>
                  </>
                ),
              },
              { header: "Copied", numeric: true, cell: (row) => formatNumber(row.copies) },
              { header: "People", numeric: true, cell: (row) => formatNumber(row.copiers) },
              { header: "Ran", numeric: true, cell: (row) => formatNumber(row.runners) },
              {
                header: "Worked",
                numeric: true,
                cell: (row) => (
                  <>
                    {formatNumber(row.succeeded)}
                    {row.runners >= 3 && row.succeeded * 2 < row.runners ? (
                      <Badge tone="warning" className="ml-1.5">
                        breaks
                      </Badge>
                    ) : null}
                  </>
                ),
              },
              { header: "First success", numeric: true, cell: (row) => formatNumber(row.firsts) },
              { header: "Helped", numeric: true, cell: (row) => formatNumber(row.assisted) },
            ]}
            empty={<EmptyState title="No code block was copied">It fills when readers use the copy button.</EmptyState>}
          />
        </Card>
        <Card className="min-w-0">
          <CardHeader
            title="Searches"
            description="What found nothing stands first: pages to write, or words to add."
          />
          <DataTable
            caption="Searches"
            rows={result.searches}
            rowKey={(row) => row.query}
            columns={[
              { header: "Searched for", cell: (row) => <span className="break-words">{row.query}</span> },
              { header: "Times", numeric: true, cell: (row) => formatNumber(row.searches) },
              { header: "Found nothing", numeric: true, cell: (row) => formatNumber(row.withoutResult) },
            ]}
            empty={<EmptyState title="Nobody searched">It fills when readers search the docs.</EmptyState>}
          />
        </Card>
        <Comments comments={result.comments} docs={docs} />
        <FeedReaders feeds={feeds} />
      </div>
    </div>
  );
}

/** Said by readers: text, whatever stands in it. */
function Comments({ comments, docs }: { comments: ContentResult["comments"]; docs: ReadonlySet<string> }) {
  return (
    <Card className="min-w-0">
      <CardHeader title="What readers say" description="Comments under docs pages, the latest first." />
      <DataTable
        caption="What readers say"
        rows={comments}
        rowKey={(row) => `${row.path} ${row.at} ${row.comment}`}
        columns={[
          {
            header: "Comment",
            cell: (row) => (
              <>
                <Said comment={row.comment} />
                <span className="mt-1 block text-ink-muted text-xs">
                  {row.helpful ? "It helped" : "It did not help"}
                  <NamedPage path={row.path} docs={docs} />
                </span>
              </>
            ),
          },
          {
            header: "When",
            cell: (row) => (
              <time className="whitespace-nowrap" dateTime={row.at}>
                {formatDay(row.at)}
              </time>
            ),
          },
        ]}
        empty={<EmptyState title="Nobody has written">Readers may comment at the foot of every docs page.</EmptyState>}
      />
    </Card>
  );
}

/** Characters of a comment that stand in the list; the rest opens. */
const shownAtOnce = 240;

function Said({ comment }: { comment: string }) {
  const text = "wrap-anywhere block whitespace-pre-wrap";
  if (comment.length <= shownAtOnce) return <span className={text}>{comment}</span>;
  return (
    <details className="group/said">
      <summary className="cursor-pointer list-none">
        <span className={`${text} group-open/said:hidden`}>{comment.slice(0, shownAtOnce).trimEnd()}…</span>
        <span className="text-accent text-sm group-open/said:hidden">Read all of it</span>
        <span className="hidden text-accent text-sm group-open/said:inline">Show less</span>
      </summary>
      <span className={text}>{comment}</span>
    </details>
  );
}

function FeedReaders({ feeds }: { feeds: FeedSubscribersResult }) {
  return (
    <Card className="min-w-0">
      <CardHeader
        title="Feed subscribers"
        description={`${formatNumber(feeds.subscribers)} at the end of the period, as feed readers say for how many they fetch.`}
      />
      {feeds.days.length > 1 ? (
        <div className="px-4 pb-2">
          <LineChart
            title="Feed subscribers by day"
            titleHidden
            height={120}
            labels={feeds.days.map((day) => day.day)}
            series={[{ name: "Subscribers", values: feeds.days.map((day) => day.subscribers) }]}
          />
        </div>
      ) : null}
      <DataTable
        caption="Feed readers"
        rows={feeds.readers}
        rowKey={(row) => `${row.path} ${row.reader}`}
        columns={[
          {
            header: "Reader",
            cell: (row) => (
              <>
                <span className="break-words">{row.reader}</span>
                <span className="block font-mono text-ink-muted text-xs">{row.path}</span>
              </>
            ),
          },
          { header: "Subscribers", numeric: true, cell: (row) => formatNumber(row.subscribers) },
          { header: "Last said", cell: (row) => formatDay(row.on) },
        ]}
        empty={
          <EmptyState title="No feed reader has said how many it reads for">
            Readers such as Feedly and Inoreader tell when they fetch {paths.rss} or {paths.docsRss}.
          </EmptyState>
        }
      />
    </Card>
  );
}
