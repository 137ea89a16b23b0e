import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDuration, formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { layers } from "@/lib/journeys/schema";
import { type Dimension, type JourneyGroup, noValue } from "@/lib/reports/schema";
import { addressWith } from "./address";
import { NumberLink } from "./number-link";
import { dimensionLabels, dimensionValue } from "./touch-words";

/** The layers by one dimension of the first touch: a row a value, darker where more of those who came got there. */
export function BreakdownTable({
  dimension,
  groups,
  who,
}: {
  dimension: Dimension;
  groups: JourneyGroup[];
  who: URLSearchParams;
}) {
  const name = dimensionLabels[dimension];
  return (
    <Card>
      <CardHeader
        title={`By ${name.toLowerCase()}`}
        description="Everybody stands in one row: the one of their first touch. Under each count, the share of the layer before."
      />
      {groups.length === 0 ? (
        <EmptyState title="Nobody reached a layer in this period">
          Choose a longer period, or take a filter away.
        </EmptyState>
      ) : (
        <Table caption={`Layers reached, by ${name.toLowerCase()} of the first touch`}>
          <thead>
            <tr>
              <Th>{name}</Th>
              {layers.map((layer) => (
                <Th key={layer.id} numeric className="px-2.5">
                  {layer.name}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Tr key={group.value}>
                <Th scope="row" className="max-w-64 truncate border-line border-b font-medium text-ink">
                  <span title={group.value}>{dimensionValue(dimension, group.value)}</span>
                </Th>
                {group.layers.map((layer) => (
                  <Td key={layer.layer} numeric className="relative px-2.5" title={waitText(layer.medianMs)}>
                    {layer.reached > 0 ? (
                      <>
                        <span
                          className="absolute inset-x-0.5 inset-y-0.5 rounded-sm bg-accent"
                          style={{ opacity: 0.05 + 0.2 * (layer.conversion ?? 0) }}
                          aria-hidden="true"
                        />
                        <span className="relative">
                          <NumberLink
                            href={addressWith(paths.staff.journeyLayer(layer.layer), who, {
                              [`filter[${dimension}]`]: group.value || noValue,
                            })}
                          >
                            {formatNumber(layer.reached)}
                          </NumberLink>
                          <span className="block text-ink-muted text-xs">
                            {layer.conversion === null ? "" : formatPercent(layer.conversion)}
                          </span>
                        </span>
                      </>
                    ) : (
                      <span className="text-ink-faint">0</span>
                    )}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function waitText(medianMs: number | null): string | undefined {
  return medianMs === null ? undefined : `Median ${formatDuration(medianMs)} from the layer before`;
}
