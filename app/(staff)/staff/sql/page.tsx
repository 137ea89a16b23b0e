import { Database, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { SqlEditor } from "@/components/sql/sql-editor";
import { ViewBrowser } from "@/components/sql/view-browser";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listRuns } from "@/lib/reports/sql/list-runs";
import { runSql } from "@/lib/reports/sql/run-sql";
import { runSqlInput, type SqlAnswer, sqlLimits } from "@/lib/reports/sql/schema";
import { describeViews } from "@/lib/reports/sql/views";
import { toCell } from "./to-cell";

export const metadata: Metadata = { title: "SQL" };

/** Rows that a page shows; the CSV has them all. */
const shownRows = 500;

const example = `SELECT day, sum(calls) AS calls
FROM waymark.calls_daily
WHERE environment = 'live' AND day > today() - 30
GROUP BY day
ORDER BY day`;

type Search = { q?: string; run?: string };

/** Read-only SQL over the documented views. The query stands in the address; `run=1` asks it. */
export default async function SqlPage({ searchParams }: { searchParams: Promise<Search> }) {
  const person = await requireStaff("marketing");
  const { q = "", run } = await searchParams;
  const answer = run && q.trim() ? await answerOf(q, person.id) : null;
  const runs = await listRuns(postgres(), person.id);
  return (
    <>
      <PageHeader
        title="SQL"
        description="Ask the ledger what no report does: read-only, over documented views. Every query stands in the audit log."
        actions={
          answer && "rows" in answer ? (
            <LinkButton
              href={`${paths.staff.sqlCsv}?${new URLSearchParams({ q })}`}
              prefetch={false}
              icon={<Download className="size-4" aria-hidden="true" />}
            >
              CSV
            </LinkButton>
          ) : null
        }
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardBody>
              <SqlEditor page={paths.staff.sql()} sql={q || example} maxLength={sqlLimits.length} />
              <p className="mt-3 text-ink-faint text-sm">
                At most {formatNumber(sqlLimits.rows)} rows, {sqlLimits.seconds} seconds and {sqlLimits.perMinute}{" "}
                queries a minute. The address holds the query: send it on to share it.
              </p>
            </CardBody>
          </Card>
          {answer ? <Answer answer={answer} /> : null}
          {runs.length ? (
            <Card className="min-w-0">
              <CardHeader title="Your last queries" description="Of seven days." />
              <ul className="divide-y divide-line">
                {runs.map((one) => (
                  <li key={one.sql} className="px-5 py-2.5">
                    <Link
                      href={paths.staff.sql({ q: one.sql })}
                      prefetch={false}
                      className="block truncate font-mono text-sm hover:text-accent"
                    >
                      {one.sql}
                    </Link>
                    <span className="text-ink-faint text-xs">
                      {formatTime(one.at)}, {formatNumber(one.rows)} {one.rows === 1 ? "row" : "rows"}
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
        <ViewBrowser views={describeViews()} />
      </div>
    </>
  );
}

async function answerOf(q: string, personId: string): Promise<SqlAnswer | { refused: string }> {
  try {
    const { sql } = parseFields(runSqlInput, { sql: q });
    return await runSql(postgres(), sql, { kind: "person", id: personId });
  } catch (error) {
    if (error instanceof PortalError) return { refused: error.errors[0]?.detail ?? error.message };
    throw error;
  }
}

function Answer({ answer }: { answer: SqlAnswer | { refused: string } }) {
  if ("refused" in answer) {
    return (
      <FlashMessage kind="alert" className="mb-0">
        <p className="font-medium">The query was not run to its end</p>
        <p className="mt-0.5 break-words">{answer.refused}</p>
      </FlashMessage>
    );
  }
  const { columns, rows, elapsedMs, rowsRead } = answer;
  const numeric = (type: string) => /^(Nullable\()?(U?Int|Float|Decimal)/.test(type);
  return (
    <Card className="min-w-0">
      <CardHeader
        title={`${formatNumber(rows.length)} ${rows.length === 1 ? "row" : "rows"}`}
        description={`${formatNumber(elapsedMs)} ms, ${formatNumber(rowsRead)} rows read.${rows.length > shownRows ? ` The first ${shownRows} are shown; the CSV has all.` : ""}`}
      />
      <DataTable<unknown[]>
        caption="Answer"
        rows={rows.slice(0, shownRows)}
        rowKey={(_, at) => String(at)}
        columns={columns.map((column, at) => ({
          header: <span title={column.type}>{column.name}</span>,
          numeric: numeric(column.type),
          cell: (row) => toCell(row[at]) ?? <span className="text-ink-faint">null</span>,
          className: "max-w-96 whitespace-pre-wrap [overflow-wrap:anywhere]",
        }))}
        empty={
          <EmptyState icon={<Database />} title="No rows">
            The query is fine and nothing matches it.
          </EmptyState>
        }
      />
    </Card>
  );
}
