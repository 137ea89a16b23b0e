import { answerProblem } from "@/lib/access/answer-problem";
import { requireStaff } from "@/lib/access/require-staff";
import { now } from "@/lib/base/clock";
import { parseFields } from "@/lib/base/field-errors";
import { postgres } from "@/lib/base/postgres";
import { csvHeaders } from "@/lib/reports/report-headers";
import { runSql } from "@/lib/reports/sql/run-sql";
import { runSqlInput } from "@/lib/reports/sql/schema";
import { toCsv } from "@/lib/reports/to-csv";
import { toCell } from "../to-cell";

/** The answer of the address's query as CSV. */
export async function GET(request: Request): Promise<Response> {
  const person = await requireStaff("marketing");
  try {
    const { sql } = parseFields(runSqlInput, { sql: new URL(request.url).searchParams.get("q") ?? "" });
    const { columns, rows } = await runSql(postgres(), sql, { kind: "person", id: person.id });
    const table = { columns: columns.map((column) => column.name), rows: rows.map((row) => row.map(toCell)) };
    return new Response(toCsv(table), { headers: csvHeaders("query", now()) });
  } catch (error) {
    return answerProblem(error, request.headers.get("x-request-id") ?? undefined);
  }
}
