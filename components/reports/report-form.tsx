import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { type Preset, WhomAndWhen } from "./whom-and-when";

/**
 * Whom, when and what else a report asks (`children`: fields): a plain form whose answer is an address. Filters, which come from links
 * elsewhere, stay.
 */
export function ReportForm({
  page,
  query,
  period,
  entity,
  presets,
  children,
}: {
  page: string;
  query: URLSearchParams;
  period: { from: string; to: string };
  /** Left out by a report that counts both. */
  entity?: "person" | "company";
  presets: Preset[];
  children?: ReactNode;
}) {
  const filters = [...query].filter(([name]) => name.startsWith("filter["));
  return (
    <div className="mb-5 space-y-4">
      <WhomAndWhen page={page} query={query} period={period} entity={entity} presets={presets} />
      <form
        action={page}
        // A new answer from the server must reset what was typed into the old one.
        key={query.toString()}
        className="grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:flex lg:flex-wrap lg:*:min-w-32"
      >
        {entity ? <input type="hidden" name="entity" value={entity} /> : null}
        {filters.map(([name, value]) => (
          <input key={name + value} type="hidden" name={name} value={value} />
        ))}
        <Field label="From" name="from">
          {(control) => <Input {...control} type="date" defaultValue={period.from} />}
        </Field>
        <Field label="To, counted too" name="to">
          {(control) => <Input {...control} type="date" defaultValue={period.to} />}
        </Field>
        {children}
        <Button type="submit" variant="primary" className="lg:min-w-0!">
          Show
        </Button>
      </form>
    </div>
  );
}

/** One choice of such a form. `""` as an id stands for "not given". */
export function ReportChoice({
  label,
  name,
  choices,
  current,
}: {
  label: string;
  name: string;
  choices: { id: string; label: string }[];
  current: string;
}) {
  return (
    <Field label={label} name={name} optional={choices.some((choice) => choice.id === "")}>
      {(control) => (
        <Select {...control} defaultValue={current}>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
