import { requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { toCsv } from "@/lib/reports/to-csv";
import { listStuck } from "@/lib/stuck/list-stuck";
import type { StuckCaseView } from "@/lib/stuck/schema";
import { readStuckFilter } from "../read-filter";

const columns = [
  ...["person", "person_id", "email", "company", "company_id", "channel", "cause", "what", "fix", "detail", "doc"],
  ...["since", "last_at", "count", "state", "noted_at", "page"],
];
const maxRows = 10_000;

/** The list as the page's filters narrow it, at most 10,000 lines, formula-safe. */
export async function GET(request: Request): Promise<Response> {
  await requireStaff();
  const filter = readStuckFilter(Object.fromEntries(new URL(request.url).searchParams));
  const cases: StuckCaseView[] = [];
  let cursor: string | undefined;
  do {
    const page = await listStuck(postgres(), { ...filter, cursor, limit: 1_000 });
    cases.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && cases.length < maxRows);
  return new Response(toCsv({ columns, rows: cases.map(toRow) }), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="stuck.csv"',
      "cache-control": "no-store",
    },
  });
}

function toRow(row: StuckCaseView): (string | number | null)[] {
  const { publicUrl } = env();
  return [
    ...[row.personName, row.personId, row.email, row.companyName, row.companyId, row.channel, row.cause],
    ...[row.facts.what, row.facts.fix, row.facts.detail ?? null, `${publicUrl}${row.facts.docHref}`],
    ...[row.since.toISOString(), row.lastAt.toISOString(), row.count, row.state, row.notedAt?.toISOString() ?? null],
    `${publicUrl}${paths.staff.person(row.personId)}`,
  ];
}
