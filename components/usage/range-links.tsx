import { ChoiceLinks } from "@/components/reports/choice-links";
import { paths } from "@/lib/base/paths";

const environments = [
  { id: undefined, label: "All" },
  { id: "sandbox", label: "Sandbox" },
  { id: "live", label: "Live" },
] as const;

const splits = [
  { id: "status", label: "Status" },
  { id: "route", label: "Route" },
  { id: "key", label: "Key" },
  { id: "sdk", label: "SDK" },
];

export type UsageAddress = { days: string; environment?: string; grain?: string; by?: string };

function href(address: UsageAddress, change: Partial<UsageAddress>): string {
  const all = Object.entries({ ...address, ...change });
  return `${paths.console.usage}?${new URLSearchParams(all.filter((entry): entry is [string, string] => Boolean(entry[1])))}`;
}

/** Which days and which environment; each choice is an address. */
export function RangeLinks({ address, choices }: { address: UsageAddress; choices: readonly number[] }) {
  return (
    <>
      <ChoiceLinks
        label="Environment"
        current={address.environment ?? "all"}
        choices={environments.map(({ id, label }) => ({
          ...{ id: id ?? "all", label },
          href: href(address, { environment: id }),
        }))}
      />
      <ChoiceLinks
        label="Days"
        current={address.days}
        choices={choices.map((count) => ({
          ...{ id: String(count), label: count === 1 ? "Today" : `${count} days` },
          href: href(address, { days: String(count) }),
        }))}
      />
    </>
  );
}

/** What the chart is split by, and its grain where there is a choice. */
export function ChartLinks({ address, hourly }: { address: UsageAddress; hourly: boolean }) {
  return (
    <div className="flex flex-wrap gap-2">
      {hourly ? (
        <ChoiceLinks
          label="Grain"
          current={address.grain ?? "day"}
          choices={[
            { id: "hour", label: "Hours", href: href(address, { grain: "hour" }) },
            { id: "day", label: "Days", href: href(address, { grain: undefined }) },
          ]}
        />
      ) : null}
      <ChoiceLinks
        label="Split by"
        current={address.by ?? "status"}
        choices={splits.map((split) => ({ ...split, href: href(address, { by: split.id }) }))}
      />
    </div>
  );
}
