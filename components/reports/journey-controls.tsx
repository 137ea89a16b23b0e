import { Button, LinkButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { dimensions } from "@/lib/reports/schema";
import { channelLabels, channels } from "@/lib/visits/schema";
import { addressWith } from "./address";
import { ChoiceLinks } from "./choice-links";
import { dimensionLabels } from "./touch-words";

/** Period, whom to count, comparison, breakdown and filters of the journey report: a plain form, all of it in the address. */
export function JourneyControls({
  query,
  period,
  entity,
  presets,
}: {
  query: URLSearchParams;
  period: { from: string; to: string };
  entity: "person" | "company";
  /** Periods to choose with one click. */
  presets: { id: string; label: string; from: string; to: string }[];
}) {
  const page = paths.staff.journey();
  const chosen = presets.find((preset) => preset.from === period.from && preset.to === period.to)?.id;
  const filtered = [...query.keys()].some((name) => name.startsWith("filter["));
  return (
    <div className="mb-5 space-y-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ChoiceLinks
          label="Whom to count"
          current={entity}
          choices={[
            { id: "person", label: "People", href: addressWith(page, query, { entity: undefined }) },
            { id: "company", label: "Companies", href: addressWith(page, query, { entity: "company" }) },
          ]}
        />
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
      <form
        action={page}
        // A new answer from the server must reset what was typed into the old one.
        key={query.toString()}
        className="grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-[repeat(5,minmax(0,1fr))_auto]"
      >
        {entity === "company" ? <input type="hidden" name="entity" value="company" /> : null}
        <Field label="From" name="from">
          {(control) => <Input {...control} type="date" defaultValue={period.from} />}
        </Field>
        <Field label="To, counted too" name="to">
          {(control) => <Input {...control} type="date" defaultValue={period.to} />}
        </Field>
        <Field label="Came by" name="filter[channel]" optional>
          {(control) => (
            <Select {...control} defaultValue={query.get("filter[channel]") ?? ""}>
              <option value="">Any channel</option>
              {channels.map((channel) => (
                <option key={channel} value={channel}>
                  {channelLabels[channel]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Campaign" name="filter[campaign]" optional>
          {(control) => (
            <Input {...control} defaultValue={query.get("filter[campaign]") ?? ""} placeholder="Any" maxLength={512} />
          )}
        </Field>
        <Field label="Break down by" name="breakdown" optional>
          {(control) => (
            <Select {...control} defaultValue={query.get("breakdown") ?? ""}>
              <option value="">Nothing</option>
              {dimensions.map((dimension) => (
                <option key={dimension} value={dimension}>
                  {dimensionLabels[dimension]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="flex items-center gap-2">
          <Button type="submit" variant="primary">
            Show
          </Button>
          {filtered ? (
            <LinkButton
              variant="ghost"
              href={addressWith(page, query, {
                "filter[channel]": undefined,
                "filter[campaign]": undefined,
                "filter[source]": undefined,
                "filter[landing_path]": undefined,
              })}
            >
              Clear
            </LinkButton>
          ) : null}
        </div>
        <Checkbox
          name="compare"
          value="previous"
          label="Compare with the period before"
          defaultChecked={query.get("compare") === "previous"}
          className="col-span-2"
        />
      </form>
    </div>
  );
}
