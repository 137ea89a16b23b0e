import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDay, formatNumber, formatPercent } from "@/lib/base/format";
import type { RetentionResult, RetentionRow } from "@/lib/reports/schema";
import { dimensionValue, retentionGroupLabels } from "./touch-words";

/** A row a cohort or group, a column a week or month since it began; darker where more came back. */
export function RetentionTable({ result }: { result: RetentionResult }) {
  const width = Math.max(result.all.active.length, ...result.rows.map((row) => row.active.length));
  const distances = Array.from({ length: width }, (_, index) => index);
  const unit = result.grain === "week" ? "Week" : "Month";
  const line = (row: RetentionRow, name: string, key: string) => (
    <Tr key={key}>
      <Th
        scope="row"
        className="sticky left-0 z-1 max-w-40 truncate whitespace-nowrap border-line border-b bg-surface font-medium text-ink sm:max-w-64"
      >
        {name}
      </Th>
      <Td numeric>{formatNumber(row.size)}</Td>
      {distances.map((distance) => {
        const one = row.active[distance];
        if (!one || one.share === null) return <Td key={distance} />;
        return (
          <Td
            key={distance}
            numeric
            className="relative px-2.5"
            title={`${formatNumber(one.active)} of ${formatNumber(one.of)}`}
          >
            <span
              className="absolute inset-x-0.5 inset-y-0.5 rounded-sm bg-accent"
              style={{ opacity: one.active ? 0.05 + 0.35 * one.share : 0 }}
              aria-hidden="true"
            />
            <span className="relative">{formatPercent(one.share)}</span>
          </Td>
        );
      })}
    </Tr>
  );
  return (
    <Table caption="Retention">
      <thead>
        <tr>
          <Th className="sticky left-0 z-1">{retentionGroupLabels[result.breakdown]}</Th>
          <Th numeric>Began</Th>
          {distances.map((distance) => (
            <Th key={distance} numeric className="px-2.5">
              {unit} {distance}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {line(result.all, "All", "all")}
        {result.rows.map((row) => line(row, rowName(result, row.value), `row ${row.value}`))}
      </tbody>
    </Table>
  );
}

function rowName(result: RetentionResult, value: string): string {
  if (result.breakdown === "cohort") return formatDay(value);
  return dimensionValue(result.breakdown, value);
}
