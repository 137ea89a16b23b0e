import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { layers, type Stage, stageLabels } from "@/lib/journeys/schema";
import { touchDimensions, valueKinds } from "@/lib/reports/schema";
import { dimensionLabels, valueLabels } from "./touch-words";
import { type Preset, WhomAndWhen } from "./whom-and-when";

/** Which conversion, told apart by what, how far back: a plain form, all of it in the address. */
export function AttributionControls({
  query,
  asked,
  presets,
}: {
  query: URLSearchParams;
  /** As the report understood the address. */
  asked: {
    period: { from: string; to: string };
    entity: "person" | "company";
    stage: Stage;
    breakdown: string;
    lookbackDays: number;
    value?: string;
  };
  presets: Preset[];
}) {
  const page = paths.staff.attribution();
  return (
    <div className="mb-5 space-y-4">
      <WhomAndWhen page={page} query={query} period={asked.period} entity={asked.entity} presets={presets} />
      <form
        action={page}
        // A new answer from the server must reset what was typed into the old one.
        key={query.toString()}
        className="grid grid-cols-2 items-end gap-3 sm:grid-cols-3 xl:grid-cols-[1fr_1fr_1.6fr_1.2fr_1.2fr_7rem_auto]"
      >
        {asked.entity === "company" ? <input type="hidden" name="entity" value="company" /> : null}
        <Field label="From" name="from">
          {(control) => <Input {...control} type="date" defaultValue={asked.period.from} />}
        </Field>
        <Field label="To, counted too" name="to">
          {(control) => <Input {...control} type="date" defaultValue={asked.period.to} />}
        </Field>
        <Field label="Conversion" name="stage">
          {(control) => (
            <Select {...control} defaultValue={asked.stage}>
              {layers.map((layer) => (
                <optgroup key={layer.id} label={`${layer.number} ${layer.name}`}>
                  {layer.stages.map((stage) => (
                    <option key={stage} value={stage}>
                      {stageLabels[stage]}
                    </option>
                  ))}
                </optgroup>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Credit to each" name="breakdown">
          {(control) => (
            <Select {...control} defaultValue={asked.breakdown}>
              {touchDimensions.map((dimension) => (
                <option key={dimension} value={dimension}>
                  {dimensionLabels[dimension]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Also in" name="value" optional>
          {(control) => (
            <Select {...control} defaultValue={asked.value ?? ""}>
              <option value="">Conversions only</option>
              {valueKinds.map((value) => (
                <option key={value} value={value}>
                  {valueLabels[value]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Days back" name="lookback_days">
          {(control) => <Input {...control} type="number" min={1} max={730} defaultValue={asked.lookbackDays} />}
        </Field>
        <Button type="submit" variant="primary">
          Show
        </Button>
      </form>
    </div>
  );
}
