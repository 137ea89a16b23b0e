import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { type SpendPreview, spendFieldLabels, spendFields } from "@/lib/spend/schema";

const orders = { ymd: "Year, month, day", dmy: "Day, month, year", mdy: "Month, day, year" };
const marks = { point: "Point: 1,234.50", comma: "Comma: 1.234,50" };

/** How a file's columns are read: a plain form whose answer is an address. */
export function MappingForm({ preview }: { preview: SpendPreview }) {
  const { mapping, header, missing, currency } = preview;
  const error = (field: string) => missing.find((one) => one.field === field)?.detail;
  return (
    <Card>
      <CardHeader
        title="How it is read"
        description={
          preview.remembered
            ? "As you read a file with these columns the last time."
            : "Guessed from the names and values; correct what is wrong. It is remembered for files with these columns."
        }
      />
      <CardBody>
        <form
          action={paths.staff.spendImport(preview.id)}
          key={JSON.stringify(mapping)}
          className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4"
        >
          <input type="hidden" name="read" value="yes" />
          {spendFields.map((field) => (
            <Field
              key={field}
              label={spendFieldLabels[field]}
              name={`columns.${field}`}
              optional={!["date", "campaign", "amount"].includes(field)}
              error={error(`columns.${field}`)}
            >
              {(control) => (
                <Select {...control} defaultValue={mapping.columns[field]}>
                  <option value="">No column</option>
                  {header.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
          <Field
            label="Source of all rows"
            name="source"
            optional
            hint="Where no column says it, as utm_source does."
            error={error("source")}
          >
            {(control) => <Input {...control} defaultValue={mapping.source} maxLength={200} placeholder="google" />}
          </Field>
          <Choice
            label="Dates"
            name="dateOrder"
            choices={orders}
            current={mapping.dateOrder}
            error={error("dateOrder")}
          />
          <Choice
            label="Decimal mark"
            name="decimalMark"
            choices={marks}
            current={mapping.decimalMark}
            error={error("decimalMark")}
          />
          <Field label="Currency of rows without" name="currency" optional>
            {(control) => <Input {...control} defaultValue={mapping.currency} maxLength={3} placeholder={currency} />}
          </Field>
          <Field label="Other currency" name="rateCurrency" optional error={error("rate")}>
            {(control) => <Input {...control} defaultValue={mapping.rateCurrency} maxLength={3} placeholder="USD" />}
          </Field>
          <Field label={`One of it in ${currency}`} name="rate" optional>
            {(control) => <Input {...control} defaultValue={mapping.rate} inputMode="decimal" placeholder="0.92" />}
          </Field>
          <div className="sm:col-span-2 lg:col-span-4">
            <Button type="submit">Read again</Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

function Choice({
  label,
  name,
  choices,
  current,
  error,
}: {
  label: string;
  name: string;
  choices: Record<string, string>;
  current: string;
  error?: string;
}) {
  return (
    <Field label={label} name={name} error={error}>
      {(control) => (
        <Select {...control} defaultValue={current}>
          {current ? null : <option value="">Choose</option>}
          {Object.entries(choices).map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
