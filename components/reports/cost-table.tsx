import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoney, formatNumber, formatPercent } from "@/lib/base/format";
import {
  type AcquisitionCostResult,
  type CostRow,
  type CostStage,
  costStages,
  foldedValue,
} from "@/lib/reports/attribution/schema";
import { returnLabels } from "./touch-words";

const stageNames: Record<CostStage, string> = {
  signed_up: "Sign-up",
  first_sandbox_call: "First sandbox call",
  first_live_call: "First live call",
  app_certified: "Certified app",
};

/** What each campaign cost, in all and for each step, and what came back. */
export function CostTable({ result }: { result: AcquisitionCostResult }) {
  const money = (amount: string) => formatMoney(amount, result.currency);
  const withPacing = result.rows.some((row) => row.pacing);
  return (
    <Table caption="Acquisition cost by campaign">
      <thead>
        <tr>
          <Th className="sticky left-0 z-1">Campaign</Th>
          <Th numeric>Spend</Th>
          {withPacing ? <Th numeric>Of the month’s budget</Th> : null}
          <Th numeric>Clicks</Th>
          {costStages.map((stage) => (
            <Th key={stage} numeric>
              {stageNames[stage]}
            </Th>
          ))}
          {result.returns ? <Th numeric>{returnLabels[result.returns]}</Th> : null}
        </tr>
      </thead>
      <tbody>
        {result.rows.map((row) => (
          <Tr key={JSON.stringify([row.campaign, row.sources])}>
            <Th scope="row" className="sticky left-0 z-1 max-w-40 border-line border-b bg-surface sm:max-w-72">
              <span className="block truncate font-medium text-ink" title={row.campaign}>
                {row.campaign === foldedValue ? "All others" : row.campaign || "No campaign named"}
              </span>
              <span className="block truncate text-ink-muted text-sm">{row.sources.join(", ") || "no spend"}</span>
            </Th>
            <Td numeric>{money(row.spend)}</Td>
            {withPacing ? <Pacing pacing={row.pacing} money={money} /> : null}
            <Td numeric>
              {row.clicks === null ? "–" : formatNumber(row.clicks)}
              <Below>{row.costPerClick ? `${money(row.costPerClick)} each` : null}</Below>
            </Td>
            {costStages.map((stage) => {
              const { conversions, cost } = row.stages[stage];
              return (
                <Td key={stage} numeric>
                  {cost ? money(cost) : "–"}
                  <Below>{formatNumber(conversions, { maximumFractionDigits: 2 })} came</Below>
                </Td>
              );
            })}
            {result.returns ? <Returned row={row} result={result} money={money} /> : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Returned({
  row,
  result,
  money,
}: {
  row: CostRow;
  result: AcquisitionCostResult;
  money: (amount: string) => string;
}) {
  const value = row.value ?? "0";
  const metered = result.returns === "metered_amount";
  const shown = metered ? money(value) : formatNumber(Number(value), { maximumFractionDigits: 2 });
  const each = row.roas === null ? null : formatNumber(Number(row.roas), { maximumFractionDigits: 2 });
  return (
    <Td numeric>
      {shown}
      <Below>{each === null ? null : metered ? `ROAS ${each}` : `${each} for ${money("1")}`}</Below>
    </Td>
  );
}

function Pacing({ pacing, money }: { pacing: CostRow["pacing"]; money: (amount: string) => string }) {
  if (!pacing) return <Td numeric>–</Td>;
  const share = Number(pacing.budget) > 0 ? Number(pacing.spent) / Number(pacing.budget) : null;
  return (
    <Td numeric>
      {money(pacing.spent)} of {money(pacing.budget)}
      <Below>{share === null ? null : `${formatPercent(share)}; evenly spent it were ${money(pacing.expected)}`}</Below>
    </Td>
  );
}

const Below = ({ children }: { children: React.ReactNode }) =>
  children ? <span className="block whitespace-nowrap text-ink-muted text-xs">{children}</span> : null;
