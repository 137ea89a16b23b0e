import { addressWith } from "./address";
import { ChoiceLinks } from "./choice-links";

/** A period to choose with one click. */
export type Preset = { id: string; label: string; from: string; to: string };

/** Whom a report counts and when: choices that are addresses, at the top of every report. */
export function WhomAndWhen({
  page,
  query,
  period,
  entity,
  presets,
}: {
  page: string;
  query: URLSearchParams;
  period: { from: string; to: string };
  /** Left out by a report that counts both. */
  entity?: "person" | "company";
  presets: Preset[];
}) {
  const chosen = presets.find((preset) => preset.from === period.from && preset.to === period.to)?.id;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {entity ? (
        <ChoiceLinks
          label="Whom to count"
          current={entity}
          choices={[
            { id: "person", label: "People", href: addressWith(page, query, { entity: "person" }) },
            { id: "company", label: "Companies", href: addressWith(page, query, { entity: "company" }) },
          ]}
        />
      ) : null}
      <ChoiceLinks
        label="Period"
        current={chosen}
        choices={presets.map(({ id, label, from, to }) => ({
          id,
          label,
          href: addressWith(page, query, { from, to }),
        }))}
      />
    </div>
  );
}
