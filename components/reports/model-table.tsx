import { Table, Td, Th, Tr } from "@/components/ui/table";
import { type AttributionModel, attributionModels, modelLabels } from "@/lib/attribution/schema";
import { formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { type AttributionResult, type AttributionRow, foldedValue } from "@/lib/reports/attribution/schema";
import { noValue } from "@/lib/reports/schema";
import { addressWith } from "./address";
import { NumberLink } from "./number-link";
import { dimensionLabels, dimensionValue, valueLabels } from "./touch-words";

/**
 * Every model side by side: a row a value of the dimension, a column a model, darker where more of the whole is. With `amounts` in what
 * the converted did, else in conversions, which open to those behind them.
 */
export function ModelTable({
  result,
  query,
  amounts = false,
}: {
  result: AttributionResult;
  query: URLSearchParams;
  amounts?: boolean;
}) {
  const name = dimensionLabels[result.breakdown];
  const of = (row: AttributionRow, model: AttributionModel) => (amounts ? row.amounts : row.conversions)?.[model] ?? 0;
  const wholes = Object.fromEntries(
    attributionModels.map((model) => [model, result.rows.reduce((sum, row) => sum + of(row, model), 0)]),
  ) as Record<AttributionModel, number>;
  const unit = amounts && result.value ? valueLabels[result.value] : "conversions";
  return (
    <Table caption={`${unit} by ${name.toLowerCase()}, under each model`}>
      <thead>
        <tr>
          <Th className="sticky left-0 z-1">{name}</Th>
          {attributionModels.map((model) => (
            <Th key={model} numeric className="px-3" title={modelLabels[model].explanation}>
              {modelLabels[model].label}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {result.rows.map((row) => (
          <Tr key={row.value}>
            <Th
              scope="row"
              className="sticky left-0 z-1 max-w-48 truncate border-line border-b bg-surface font-medium text-ink sm:max-w-72"
            >
              <span title={row.value}>{dimensionValue(result.breakdown, row.value)}</span>
            </Th>
            {attributionModels.map((model) => {
              const value = of(row, model);
              const share = wholes[model] > 0 ? value / wholes[model] : 0;
              return (
                <Td key={model} numeric className="relative px-3">
                  {value > 0 ? (
                    <>
                      <span
                        className="absolute inset-x-0.5 inset-y-0.5 rounded-sm bg-accent"
                        style={{ opacity: 0.04 + 0.26 * share }}
                        aria-hidden="true"
                      />
                      <span className="relative">
                        <NumberLink
                          href={amounts || row.value === foldedValue ? undefined : cell(query, row.value, model)}
                        >
                          {amount(value)}
                        </NumberLink>
                        <span className="block text-ink-muted text-xs">{formatPercent(share)}</span>
                      </span>
                    </>
                  ) : (
                    <span className="text-ink-faint">–</span>
                  )}
                </Td>
              );
            })}
          </Tr>
        ))}
        <Tr>
          <Th scope="row" className="sticky left-0 z-1 bg-surface font-medium text-ink-muted">
            Together
          </Th>
          {attributionModels.map((model) => (
            <Td key={model} numeric className="px-3 text-ink-muted">
              {amount(wholes[model])}
            </Td>
          ))}
        </Tr>
      </tbody>
    </Table>
  );
}

function cell(query: URLSearchParams, value: string, model: AttributionModel): string {
  return addressWith(paths.staff.attributedConversions, query, { of: value || noValue, model });
}

function amount(value: number): string {
  return formatNumber(value, { maximumFractionDigits: value < 100 ? 2 : value < 1_000 ? 1 : 0 });
}
