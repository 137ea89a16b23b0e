import { ChoiceLinks } from "@/components/reports/choice-links";
import { paths } from "@/lib/base/paths";

const environments = [
  { id: undefined, label: "All" },
  { id: "sandbox", label: "Sandbox" },
  { id: "live", label: "Live" },
] as const;

/** Which days and which environment; each choice is an address. */
export function RangeLinks({
  days,
  choices,
  environment,
}: {
  days: number;
  choices: readonly number[];
  environment?: string;
}) {
  const href = (change: { days?: number; environment?: string }) =>
    `${paths.console.usage}?${new URLSearchParams(
      Object.entries({
        days: String(days),
        environment,
        ...change,
        ...(change.days ? { days: String(change.days) } : {}),
      }).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )}`;
  return (
    <>
      <ChoiceLinks
        label="Environment"
        current={environment ?? "all"}
        choices={environments.map(({ id, label }) => ({ id: id ?? "all", label, href: href({ environment: id }) }))}
      />
      <ChoiceLinks
        label="Days"
        current={String(days)}
        choices={choices.map((count) => ({ id: String(count), label: `${count} days`, href: href({ days: count }) }))}
      />
    </>
  );
}
