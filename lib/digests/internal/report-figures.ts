import { dayMs } from "@/lib/base/clock";
import { paths } from "@/lib/base/paths";
import { acquisitionCostReport } from "@/lib/reports/acquisition-cost";
import { attributionReport } from "@/lib/reports/attribution";
import { contentReport } from "@/lib/reports/content";
import type { Report } from "@/lib/reports/define-report";
import { funnelReport } from "@/lib/reports/funnel";
import { journeyReport } from "@/lib/reports/journey";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { referralsReport } from "@/lib/reports/referrals";
import { timeToFirstCallReport } from "@/lib/reports/time-to-first-call";
import type { DigestReport, Figure } from "../schema";

type Line = { label: string; unit: Figure["unit"]; value: number | null };
type Digestible = { report: Report; page: string; read(query: URLSearchParams): Promise<Line[]> };

// biome-ignore lint/suspicious/noExplicitAny: only a report's own parameters are handed to it, made by its own schema
function digestible<Result>(report: Report<any, Result>, page: string, lines: (result: Result) => Line[]): Digestible {
  return {
    report: report as unknown as Report,
    page,
    read: async (query) => lines(await report.run(parseReportParams(report, query))),
  };
}

const count = (label: string, value: number): Line => ({ label, unit: "count", value });
const money = (label: string, value: string | null): Line => ({
  ...{ label, unit: "money" },
  value: value === null ? null : Number(value),
});

/** What a digest tells of each report. */
const digestibles: Record<DigestReport, Digestible> = {
  journey: digestible(journeyReport, paths.staff.journey(), ({ layers }) =>
    layers.map(({ name, reached }) => count(name, reached)),
  ),
  funnel: digestible(funnelReport, paths.staff.funnel, ({ steps }) =>
    steps.flatMap(({ text, reached, ofFirst }, index): Line[] => [
      count(`${index + 1}. ${text}`, reached),
      ...(index && index === steps.length - 1
        ? [{ label: "First to last step", unit: "share" as const, value: ofFirst }]
        : []),
    ]),
  ),
  attribution: digestible(attributionReport, paths.staff.attribution(), ({ conversions, attributed, rows }) => [
    count("Conversions", conversions),
    count("With a touch before them", attributed),
    ...rows.slice(0, 5).map((row) => count(`${row.value || "(none)"}, linear`, row.conversions.linear)),
  ]),
  "acquisition-cost": digestible(acquisitionCostReport, paths.staff.acquisitionCost, ({ together }) => [
    money("Spend", together.spend),
    count("Sign-ups", together.stages.signed_up.conversions),
    money("Cost per sign-up", together.stages.signed_up.cost),
    money("Cost per first live call", together.stages.first_live_call.cost),
    { label: "ROAS", unit: "ratio", value: together.roas === null ? null : Number(together.roas) },
  ]),
  "time-to-first-call": digestible(timeToFirstCallReport, paths.staff.firstCall, ({ sandbox, live }) => [
    count("Signed up", sandbox.signedUp),
    { label: "Called the sandbox", unit: "share", value: sandbox.share },
    { label: "Median to the first sandbox call", unit: "ms", value: sandbox.medianMs },
    { label: "Called live", unit: "share", value: live.share },
    { label: "Median to the first live call", unit: "ms", value: live.medianMs },
  ]),
  referrals: digestible(referralsReport, paths.staff.referrals, (result) => [
    count("Invites sent", result.invites),
    count("Accepted", result.accepted),
    { label: "Acceptance", unit: "share", value: result.acceptance },
    { label: "K-factor", unit: "ratio", value: result.kFactor },
    count("Sign-ups from invites and listings", result.referredSignUps),
  ]),
  content: digestible(contentReport, paths.staff.content, ({ pages, searches }) => [
    count("Page views", sum(pages.map(({ views }) => views))),
    count("Searches", sum(searches.map((search) => search.searches))),
    count("Searches without a result", sum(searches.map(({ withoutResult }) => withoutResult))),
    ...pages.slice(0, 5).map(({ path, assisted }) => count(`First calls helped by ${path}`, assisted)),
  ]),
};

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** The report behind a name, to check an address with. */
export const reportOf = (name: DigestReport) => digestibles[name].report;

export type DigestPeriod = { from: string; to: string };

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Yesterday, or the seven days up to it: whole days in UTC, as every report counts. */
export function periodOf(frequency: "daily" | "weekly", atMs: number): DigestPeriod {
  const days = frequency === "daily" ? 1 : 7;
  return { from: dayOf(atMs - days * dayMs), to: dayOf(atMs - dayMs) };
}

/** The main figures of a period beside those of as many days before it, and the page that shows it whole. */
export async function readFigures(
  { report, address }: { report: DigestReport; address: string },
  period: DigestPeriod,
): Promise<{ figures: Figure[]; page: string }> {
  const { read, page } = digestibles[report];
  const lengthMs = Date.parse(period.to) - Date.parse(period.from) + dayMs;
  const back = (day: string) => dayOf(Date.parse(day) - lengthMs);
  const queryOf = ({ from, to }: DigestPeriod) => {
    const query = new URLSearchParams(address);
    query.set("from", from);
    query.set("to", to);
    return query;
  };
  const now = await read(queryOf(period));
  // One after the other: a digest is in no hurry, and the store has others to serve.
  const before = new Map(
    (await read(queryOf({ from: back(period.from), to: back(period.to) }))).map((line) => [line.label, line.value]),
  );
  return {
    figures: now.map(({ label, unit, value }) => ({ label, unit, now: value, before: before.get(label) ?? null })),
    page: `${page}?${queryOf(period)}`,
  };
}
