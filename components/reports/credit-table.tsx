import { seriesColour } from "@/components/charts/scale";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { modelLabels, pathModels } from "@/lib/attribution/schema";
import { formatPercent } from "@/lib/base/format";
import type { Path } from "@/lib/reports/schema";
import { channelName } from "./touch-words";

type Earner = { channel: string; campaign: string };

/** Who earns the credit of one conversion: a row a model, a column a channel and campaign. A row sums to 100 %. */
export function CreditTable({ path, by }: { path: Path; by: string }) {
  const earners = listEarners(path);
  return (
    <Table caption={`Credit by model, ${by}`}>
      <thead>
        <tr>
          <Th className="px-3">Model</Th>
          {earners.map((earner, index) => (
            <Th key={JSON.stringify(earner)} numeric className="px-3 align-bottom">
              <span className="inline-flex items-center gap-1.5 text-ink">
                <span className="size-2 rounded-[2px]" style={{ background: seriesColour(index) }} aria-hidden="true" />
                {channelName(earner.channel)}
              </span>
              {earner.campaign ? <span className="block font-normal text-xs">{earner.campaign}</span> : null}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {pathModels.map((model) => (
          <Tr key={model}>
            <Th scope="row" className="border-line border-b px-3 text-ink" title={modelLabels[model].explanation}>
              {modelLabels[model].label}
              <span className="mt-1 flex h-1.5 w-28 overflow-hidden rounded-full" aria-hidden="true">
                {earners.map((earner, index) => (
                  <span
                    key={JSON.stringify(earner)}
                    style={{ width: `${creditOf(path, model, earner) * 100}%`, background: seriesColour(index) }}
                  />
                ))}
              </span>
            </Th>
            {earners.map((earner) => {
              const credit = creditOf(path, model, earner);
              return (
                <Td key={JSON.stringify(earner)} numeric className="px-3">
                  {credit > 0 ? formatPercent(credit) : <span className="text-ink-faint">–</span>}
                </Td>
              );
            })}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Every channel and campaign that earns something under some model, in the order of the path. */
function listEarners(path: Path): Earner[] {
  const earners: Earner[] = [];
  for (const touch of path.touches) {
    const earns = pathModels.some((model) => creditOf(path, model, touch) > 0);
    const known = earners.some((one) => one.channel === touch.channel && one.campaign === touch.campaign);
    if (earns && !known) earners.push({ channel: touch.channel, campaign: touch.campaign });
  }
  return earners;
}

function creditOf(path: Path, model: (typeof pathModels)[number], { channel, campaign }: Earner): number {
  return path.credits[model].find((one) => one.channel === channel && one.campaign === campaign)?.credit ?? 0;
}
