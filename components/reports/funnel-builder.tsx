import { ArrowDown, ArrowUp, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import type { Condition, FunnelEntry, StepField, StepKind } from "@/lib/reports/funnel/schema";
import { conditionWords, funnelGroupLabels, orderLabels, platformLabels } from "./funnel-words";
import { ReportChoice } from "./report-form";

const windows = [
  ["1h", "1 hour"],
  ["1d", "1 day"],
  ["7d", "7 days"],
  ["14d", "14 days"],
  ["30d", "30 days"],
  ["90d", "90 days"],
  ["365d", "365 days"],
] as const;

/**
 * The steps as one plain form: each entry of the funnel, and an empty one to add to it. Every button sends the whole form, so nothing
 * typed is lost and nothing needs a script.
 */
export function FunnelBuilder({
  action,
  entries,
  kinds,
  query,
  period,
}: {
  action: string;
  entries: FunnelEntry[];
  kinds: StepKind[];
  query: URLSearchParams;
  period: { from: string; to: string };
}) {
  const kept = [...query].filter(([name]) => name.startsWith("filter[") || name === "entity");
  const window = query.get("window") ?? "30d";
  const choices = windows.some(([id]) => id === window) ? windows : [...windows, [window, window] as const];
  return (
    <form action={action}>
      <Card>
        <CardHeader title="Steps" description="Conditions of a step must all hold. An event counts for one step." />
        {/* The first button of a form is what Enter presses: it must not move or remove anything. */}
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true">
          Show
        </button>
        {kept.map(([name, value]) => (
          <input key={name + value} type="hidden" name={name} value={value} />
        ))}
        <ol className="divide-y divide-line">
          {[...entries, undefined].map((entry, at) => (
            <Entry
              // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place
              key={at}
              at={at}
              number={entries.slice(0, at).filter((one) => !one.not).length + 1}
              entry={entry}
              kinds={kinds}
              last={entries.length - 1}
            />
          ))}
        </ol>
        <CardBody className="grid grid-cols-2 items-end gap-3 border-line border-t sm:grid-cols-3 lg:flex lg:flex-wrap lg:*:min-w-32">
          <Field label="From" name="from" optional={!period.from}>
            {(control) => <Input {...control} required={undefined} type="date" defaultValue={period.from} />}
          </Field>
          <Field label="To, counted too" name="to" optional={!period.to}>
            {(control) => <Input {...control} required={undefined} type="date" defaultValue={period.to} />}
          </Field>
          <ReportChoice
            label="Order"
            name="order"
            choices={Object.entries(orderLabels).map(([id, label]) => ({ id, label }))}
            current={query.get("order") ?? "ordered"}
          />
          <ReportChoice
            label="All steps within"
            name="window"
            choices={choices.map(([id, label]) => ({ id, label }))}
            current={window}
          />
          <ReportChoice
            label="Break down by"
            name="breakdown"
            choices={[
              { id: "", label: "Nothing" },
              ...Object.entries(funnelGroupLabels).map(([id, label]) => ({ id, label })),
            ]}
            current={query.get("breakdown") ?? ""}
          />
        </CardBody>
        <CardFooter>
          <Button type="submit" variant="primary">
            Show
          </Button>
        </CardFooter>
      </Card>
    </form>
  );
}

function Entry({
  at,
  number,
  entry,
  kinds,
  last,
}: {
  at: number;
  number: number;
  entry?: FunnelEntry;
  kinds: StepKind[];
  last: number;
}) {
  const kind = kinds.find(({ name }) => name === entry?.name);
  const what = entry?.not ? "Exclusion" : `Step ${number}`;
  const name = (part: string) => `e${at}.${part}`;
  return (
    <li className="px-5 py-3.5" aria-label={entry ? what : "Another step"}>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          name={name("not")}
          aria-label="Must it happen"
          defaultValue={entry?.not ? "not" : "then"}
          className="w-full sm:w-44"
        >
          <option value="then">
            {entry ? (entry.not ? "Then" : `${number}. `) : "Add"}
            {entry ? (entry.not ? "" : number === 1 ? "First" : "Then") : " a step"}
          </option>
          <option value="not">{entry ? "In between, not" : "Add an exclusion"}</option>
        </Select>
        <Select
          name={name("name")}
          aria-label={`${what}: event`}
          defaultValue={kind?.name ?? ""}
          className="min-w-0 grow sm:max-w-72"
        >
          <option value="">{entry ? "Nothing (takes it out)" : "Choose an event"}</option>
          {kinds.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
            </option>
          ))}
        </Select>
        <Select
          name={name("platform")}
          aria-label={`${what}: where`}
          defaultValue={entry?.platform ?? "any"}
          className="w-36"
        >
          {Object.entries(platformLabels).map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
        {entry ? (
          <span className="ml-auto flex gap-1">
            <Button
              type="submit"
              variant="ghost"
              size="sm"
              name="do"
              value={`up-${at}`}
              aria-label={`${what}: up`}
              disabled={at === 0}
            >
              <ArrowUp className="size-4" aria-hidden="true" />
            </Button>
            <Button
              type="submit"
              variant="ghost"
              size="sm"
              name="do"
              value={`down-${at}`}
              aria-label={`${what}: down`}
              disabled={at === last}
            >
              <ArrowDown className="size-4" aria-hidden="true" />
            </Button>
            <Button
              type="submit"
              variant="ghost"
              size="sm"
              name="do"
              value={`remove-${at}`}
              aria-label={`${what}: remove`}
            >
              <X className="size-4" aria-hidden="true" />
            </Button>
          </span>
        ) : null}
      </div>
      {kind ? (
        <div className="mt-2 space-y-2 sm:pl-6">
          {[...(entry?.conditions ?? []), undefined].map((condition, of) => (
            <ConditionRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place
              key={of}
              prefix={name(`c${of}`)}
              what={what}
              condition={condition}
              fields={kind.fields}
            />
          ))}
        </div>
      ) : null}
    </li>
  );
}

function ConditionRow({
  prefix,
  what,
  condition,
  fields,
}: {
  prefix: string;
  what: string;
  condition?: Condition;
  fields: StepField[];
}) {
  const field = fields.find(({ name }) => name === condition?.field);
  const choices = field?.kind === "boolean" ? ["true", "false"] : field?.choices;
  if (fields.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        name={`${prefix}.field`}
        aria-label={`${what}: property`}
        defaultValue={field?.name ?? ""}
        className="w-44"
      >
        <option value="">{condition ? "No condition" : "Where …"}</option>
        {fields.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
          </option>
        ))}
      </Select>
      <Select
        name={`${prefix}.op`}
        aria-label={`${what}: comparison`}
        defaultValue={condition?.op ?? "="}
        className="w-32"
      >
        {Object.entries(conditionWords).map(([op, words]) => (
          <option key={op} value={op}>
            {words}
          </option>
        ))}
      </Select>
      {choices && condition?.op !== "exists" ? (
        <Select name={`${prefix}.value`} aria-label={`${what}: value`} defaultValue={condition?.value} className="w-44">
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
      ) : (
        <Input
          name={`${prefix}.value`}
          aria-label={`${what}: value`}
          defaultValue={condition?.value ?? ""}
          placeholder="value"
          maxLength={512}
          className="w-44"
        />
      )}
    </div>
  );
}
