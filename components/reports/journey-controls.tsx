import { Button, LinkButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { dimensions } from "@/lib/reports/schema";
import { channelLabels, channels } from "@/lib/visits/schema";
import { addressWith } from "./address";
import { dimensionLabels } from "./touch-words";
import { type Preset, WhomAndWhen } from "./whom-and-when";

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
  presets: Preset[];
}) {
  const page = paths.staff.journey();
  const filtered = [...query.keys()].some((name) => name.startsWith("filter["));
  return (
    <div className="mb-5 space-y-4">
      <WhomAndWhen page={page} query={query} period={period} entity={entity} presets={presets} />
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
