import { LinkButton } from "@/components/ui/button";
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
      <nav aria-label="Environment" className="flex gap-1">
        {environments.map(({ id, label }) => (
          <LinkButton
            key={label}
            size="sm"
            variant={environment === id ? "secondary" : "ghost"}
            aria-current={environment === id ? "true" : undefined}
            href={href({ environment: id })}
          >
            {label}
          </LinkButton>
        ))}
      </nav>
      <nav aria-label="Days" className="flex gap-1">
        {choices.map((count) => (
          <LinkButton
            key={count}
            size="sm"
            variant={days === count ? "secondary" : "ghost"}
            aria-current={days === count ? "true" : undefined}
            href={href({ days: count })}
          >
            {count} days
          </LinkButton>
        ))}
      </nav>
    </>
  );
}
