import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDay, formatDuration, formatNumber, formatPercent } from "@/lib/base/format";
import type { FirstCallFigures, FirstCallResult } from "@/lib/reports/schema";
import { dimensionValue, firstCallGroupLabels } from "./touch-words";

/** Sandbox and live side by side for each group: who called, and how long it took the one in the middle. */
export function FirstCallTable({ result }: { result: FirstCallResult }) {
  const name = firstCallGroupLabels[result.breakdown];
  return (
    <Table caption={`Time to first call by ${name.toLowerCase()}`}>
      <thead>
        <tr>
          <Th>{name}</Th>
          <Th numeric>Signed up</Th>
          {["Sandbox", "Live"].map((environment) => (
            <Th key={environment} numeric>
              {environment}: called
            </Th>
          ))}
          {["Sandbox", "Live"].map((environment) => (
            <Th key={environment} numeric>
              {environment}: median
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {result.groups.map((group) => (
          <Tr key={group.value}>
            <Th scope="row" className="max-w-64 truncate border-line border-b font-medium text-ink">
              {groupName(result, group.value)}
            </Th>
            <Td numeric>{formatNumber(Math.max(group.sandbox.signedUp, group.live.signedUp))}</Td>
            <Called figures={group.sandbox} />
            <Called figures={group.live} />
            <Median figures={group.sandbox} />
            <Median figures={group.live} />
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function groupName(result: FirstCallResult, value: string): string {
  if (result.breakdown === "cohort") return result.grain === "day" ? formatDay(value) : `From ${formatDay(value)}`;
  return dimensionValue(result.breakdown, value);
}

function Called({ figures }: { figures: FirstCallFigures }) {
  return (
    <Td numeric className="relative">
      <span
        className="absolute inset-x-0.5 inset-y-0.5 rounded-sm bg-accent"
        style={{ opacity: 0.04 + 0.22 * (figures.share ?? 0) }}
        aria-hidden="true"
      />
      <span className="relative">
        {figures.share === null ? "–" : formatPercent(figures.share)}
        <span className="block text-ink-muted text-xs">{formatNumber(figures.called)}</span>
      </span>
    </Td>
  );
}

function Median({ figures }: { figures: FirstCallFigures }) {
  return (
    <Td numeric>
      {figures.medianMs === null ? <span className="text-ink-faint">–</span> : formatDuration(figures.medianMs)}
      {figures.p90Ms === null ? null : (
        <span className="block text-ink-muted text-xs">90% within {formatDuration(figures.p90Ms)}</span>
      )}
    </Td>
  );
}
