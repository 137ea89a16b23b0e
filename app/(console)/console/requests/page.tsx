import { Activity, Download } from "lucide-react";
import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { rowKey, toLogRow } from "@/components/usage/log-row";
import { RequestDetail } from "@/components/usage/request-detail";
import { RequestFilters } from "@/components/usage/request-filters";
import { RequestList } from "@/components/usage/request-list";
import { requirePerson } from "@/lib/access/require-person";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import { findPassingDetail } from "@/lib/usage/find-passing-detail";
import { getRequest } from "@/lib/usage/get-request";
import { getRequestDetail } from "@/lib/usage/get-request-detail";
import { listRequests } from "@/lib/usage/list-requests";
import { findDocPages } from "../find-doc-pages";
import { one, type RequestSearch, readChoice, toRequestFilter } from "./read-choice";

export const metadata: Metadata = { title: "Requests" };

export default async function RequestsPage({ searchParams }: { searchParams: Promise<RequestSearch> }) {
  const person = await requirePerson(paths.console.requests());
  const search = await searchParams;
  const chosen = readChoice(search);
  const { companyId } = person;
  const opened = { source: one(search.source), id: one(search.id) };
  const afterMs = nowMs();
  const [apps, keys, log, request, detail] = await Promise.all([
    listApps(postgres(), companyId),
    listKeys(postgres(), { companyId, withRevoked: true, limit: 100 }),
    listRequests({ companyId, ...toRequestFilter(chosen), cursor: one(search.cursor) || undefined }),
    opened.id ? getRequest(companyId, opened.source, opened.id) : null,
    opened.source === "sandbox" ? getRequestDetail(postgres(), companyId, opened.id) : null,
  ]);
  const [passing, docs] = await Promise.all([
    detail && !detail.passed ? findPassingDetail(postgres(), companyId, detail) : null,
    request ? findDocPages(request) : [],
  ]);
  const appNames = new Map(apps.map((app) => [app.id, app.name]));
  const keyNames = Object.fromEntries(keys.data.map((key) => [key.id, key.name]));
  const filters = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value));
  const filtered = Object.keys(filters).length > 0;
  const cursor = one(search.cursor) || undefined;

  return (
    <>
      <PageHeader
        title="Requests"
        description="Your company’s calls of the last seven days, newest first. A call shows up by itself within a second or two."
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
              detail={detail}
              passing={passing}
              app={appNames.get(request.appId) ?? request.appId}
              keyName={keyNames[request.keyId] ?? request.keyId}
              time={formatTime(request.at)}
              docs={docs}
              addresses={{ sandbox: `${env().publicUrl}/sandbox`, live: portal.api.baseUrl }}
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
        <RequestList
          key={JSON.stringify(filters)}
          initial={log.data.map(toLogRow)}
          stream={cursor ? null : paths.console.requestsStream({ live: "1", ...filters })}
          afterMs={afterMs}
          keyNames={keyNames}
          query={{ ...filters, cursor }}
          opened={opened.id ? rowKey(opened) : ""}
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
                  <>
                    <LinkButton variant="primary" href={paths.docs("quickstart")}>
                      Make the first call
                    </LinkButton>
                    <LinkButton href={paths.console.apps}>Make a key</LinkButton>
                  </>
                }
              >
                Call the sandbox with one of your keys, and the call appears here by itself, with what was wrong and
                what to do. A call whose key is missing or mistyped cannot: nobody knows whose it is, so its answer says
                so.
              </EmptyState>
            )
          }
        />
        <Pagination
          previousHref={cursor ? paths.console.requests(filters) : undefined}
          nextHref={log.nextCursor ? paths.console.requests({ ...filters, cursor: log.nextCursor }) : undefined}
        />
      </Card>
    </>
  );
}
