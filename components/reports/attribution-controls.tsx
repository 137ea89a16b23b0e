import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { layers, type Stage, stageLabels } from "@/lib/journeys/schema";
import { touchDimensions, valueKinds } from "@/lib/reports/attribution/schema";
import { ReportChoice, ReportForm } from "./report-form";
import { dimensionLabels, valueLabels } from "./touch-words";
import type { Preset } from "./whom-and-when";

/** Which conversion, told apart by what, how far back. */
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
  return (
    <ReportForm
      page={paths.staff.attribution()}
      query={query}
      period={asked.period}
      entity={asked.entity}
      presets={presets}
    >
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
      <ReportChoice
        label="Credit to each"
        name="breakdown"
        choices={touchDimensions.map((id) => ({ id, label: dimensionLabels[id] }))}
        current={asked.breakdown}
      />
      <ReportChoice
        label="Also in"
        name="value"
        choices={[
          { id: "", label: "Conversions only" },
          // What usage costs is a company's.
          ...valueKinds
            .filter((id) => id !== "metered_amount" || asked.entity === "company")
            .map((id) => ({ id, label: valueLabels[id] })),
        ]}
        current={asked.value ?? ""}
      />
      <Field label="Days back" name="lookback_days" className="lg:w-24 lg:min-w-0!">
        {(control) => <Input {...control} type="number" min={1} max={730} defaultValue={asked.lookbackDays} />}
      </Field>
    </ReportForm>
  );
}
