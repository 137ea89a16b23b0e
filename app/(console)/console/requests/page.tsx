import { Activity, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Badge, Method, Status } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { RequestDetail } from "@/components/usage/request-detail";
import { RequestFilters } from "@/components/usage/request-filters";
import { requirePerson } from "@/lib/access/require-person";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import { getRequest } from "@/lib/usage/get-request";
import { listRequests } from "@/lib/usage/list-requests";
import type { LoggedRequest } from "@/lib/usage/schema";
import { openErrorExplainer, problemOf } from "../explain-error";
import { one, type RequestSearch, readChoice, toRequestFilter } from "./read-choice";

export const metadata: Metadata = { title: "Requests" };

export default async function RequestsPage({ searchParams }: { searchParams: Promise<RequestSearch> }) {
  const person = await requirePerson(paths.console.requests());
  const search = await searchParams;
  const chosen = readChoice(search);
  const { companyId } = person;
  const opened = { source: one(search.source), id: one(search.id) };
  const [apps, keys, log, request, explain] = await Promise.all([
    listApps(postgres(), companyId),
    listKeys(postgres(), { companyId, withRevoked: true, limit: 100 }),
    listRequests({ companyId, ...toRequestFilter(chosen), cursor: one(search.cursor) || undefined }),
    opened.id ? getRequest(companyId, opened.source, opened.id) : null,
    openErrorExplainer(),
  ]);
  const appNames = new Map(apps.map((app) => [app.id, app.name]));
  const keyNames = new Map(keys.data.map((key) => [key.id, key.name]));
  const filters = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value));
  const filtered = Object.keys(filters).length > 0;
  const cursor = one(search.cursor) || undefined;

  return (
    <>
      <PageHeader
        title="Requests"
        description="Your company’s calls of the last seven days, newest first. A call shows up within seconds."
        actions={
          <LinkButton
            href={paths.console.requestsExport(filters)}
            prefetch={false}
            icon={<Download className="size-4" aria-hidden="true" />}
          >
            CSV
          </LinkButton>
        }
      />
      {opened.id ? (
        <div className="mb-5">
          {request ? (
            <RequestDetail
              request={request}
              app={appNames.get(request.appId) ?? request.appId}
              keyName={keyNames.get(request.keyId) ?? request.keyId}
              time={formatTime(request.at)}
              explanation={
                request.status >= 400
                  ? explain({ status: request.status, problem: problemOf(request.metadata) })
                  : undefined
              }
            />
          ) : (
            <Card>
              <EmptyState icon={<Activity />} title="This call is not in the log">
                The log keeps seven days, and only your own company’s calls.
              </EmptyState>
            </Card>
          )}
        </div>
      ) : null}
      <Card>
        <RequestFilters chosen={chosen} apps={apps} keys={keys.data} />
        <DataTable<LoggedRequest>
          caption="Calls"
          rows={log.data}
          rowKey={(row) => `${row.source} ${row.id}`}
          empty={
            filtered || cursor ? (
              <EmptyState
                icon={<Activity />}
                title="No call like that"
                action={<LinkButton href={paths.console.requests()}>Show all calls</LinkButton>}
              >
                Nothing in the last seven days fits these filters.
              </EmptyState>
            ) : (
              <EmptyState
                icon={<Activity />}
                title="No calls yet"
                action={
                  <LinkButton variant="primary" href={paths.docs("quickstart")}>
                    Make the first call
                  </LinkButton>
                }
              >
                Call the sandbox with one of your keys, and each call appears here with what was wrong and the page that
                explains it.
              </EmptyState>
            )
          }
          columns={[
            { header: "Status", cell: (row) => <Status status={row.status} /> },
            {
              header: "Call",
              cell: (row) => (
                <Link
                  href={`${paths.console.requests({ ...filters, cursor, source: row.source, id: row.id })}#call`}
                  className="inline-flex items-baseline gap-2 whitespace-nowrap text-ink hover:text-accent"
                >
                  <Method method={row.method} />
                  <code>{row.route}</code>
                </Link>
              ),
            },
            {
              header: "Time",
              cell: (row) => (
                <time dateTime={row.at} className="whitespace-nowrap text-ink-muted">
                  {formatTime(row.at)}
                </time>
              ),
            },
            {
              header: "Took",
              numeric: true,
              cell: (row) => (
                <span className="whitespace-nowrap">
                  {formatNumber(row.latencyMs, { maximumFractionDigits: 1 })} ms
                </span>
              ),
            },
            {
              header: "Environment",
              cell: (row) => <Badge tone={row.environment === "live" ? "accent" : "neutral"}>{row.environment}</Badge>,
            },
            {
              header: "Key",
              cell: (row) => <span className="whitespace-nowrap">{keyNames.get(row.keyId) ?? "–"}</span>,
            },
          ]}
        />
        <Pagination
          previousHref={cursor ? paths.console.requests(filters) : undefined}
          nextHref={log.nextCursor ? paths.console.requests({ ...filters, cursor: log.nextCursor }) : undefined}
        />
      </Card>
    </>
  );
}
