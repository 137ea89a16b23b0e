import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox, Radio } from "@/components/ui/checkbox";
import { Field, FieldGroup } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { conversionStages, type FeedFormValues } from "@/lib/destinations/conversions/schema";
import type { AdKind } from "@/lib/destinations/schema";

const actions: Record<AdKind, { label: string; placeholder: string; file?: { label: string; placeholder: string } }> = {
  google_ads: {
    label: "Conversion action id",
    placeholder: "1234567890",
    file: { label: "Its name, for files", placeholder: "Portal sign-up" },
  },
  microsoft_ads: { label: "Goal", placeholder: "portal_sign_up" },
  meta_ads: { label: "Event", placeholder: "CompleteRegistration" },
  linkedin_ads: {
    label: "Conversion rule id",
    placeholder: "12345678",
    file: { label: "Event type, for files", placeholder: "SIGN_UP" },
  },
};

const valueLabels = [
  ["none", "no value"],
  ["fixed", "fixed value"],
  ["metered", "metered amount"],
  ["valuable_calls", "each valuable call"],
];

/** Which milestones an ad platform is told of, as what, and of whom. */
export function FeedFields({
  kind,
  feed,
  errors,
  currency,
  asks,
}: {
  kind: AdKind;
  feed: FeedFormValues;
  errors: Record<string, string>;
  currency: string;
  /** Whether the portal itself asks its visitors for consent. */
  asks: boolean;
}) {
  const { label, placeholder, file } = actions[kind];
  return (
    <>
      <Card>
        <CardHeader
          title="Which conversions"
          description="Name the platform's own conversion beside each milestone it shall hear of; leave the others empty."
        />
        <CardBody className="divide-y divide-line">
          {errors["feed.rules"] ? <p className="pb-3 text-negative text-sm">{errors["feed.rules"]}</p> : null}
          {feed.rules.map((rule) => {
            const name = (field: string) => `feed.${rule.stage}.${field}`;
            const stage = conversionStages[rule.stage];
            return (
              <fieldset key={rule.stage} className="py-4 first:pt-0 last:pb-0">
                <legend className="float-left mb-2 w-full font-medium">{stage}</legend>
                <div className="grid clear-both grid-cols-2 gap-3 lg:grid-cols-5">
                  <Field
                    label={label}
                    name={name("action")}
                    optional
                    error={errors[`feed.rules.${rule.stage}`]}
                    className="col-span-2 lg:col-span-1"
                  >
                    {(control) => (
                      <Input {...control} defaultValue={rule.action} placeholder={placeholder} autoComplete="off" />
                    )}
                  </Field>
                  {file ? (
                    <Field label={file.label} name={name("fileAction")} optional className="col-span-2 lg:col-span-1">
                      {(control) => (
                        <Input
                          {...control}
                          defaultValue={rule.fileAction}
                          placeholder={file.placeholder}
                          autoComplete="off"
                        />
                      )}
                    </Field>
                  ) : null}
                  <Field label="Value" name={name("value")} className="col-span-2 lg:col-span-1">
                    {(control) => (
                      <Select {...control} defaultValue={rule.value}>
                        {valueLabels.map(([value, text]) => (
                          <option key={value} value={value}>
                            {text}
                          </option>
                        ))}
                      </Select>
                    )}
                  </Field>
                  <Field label={`Worth (${currency})`} name={name("amount")} optional>
                    {(control) => (
                      <Input {...control} defaultValue={rule.amount} inputMode="decimal" placeholder="25.00" />
                    )}
                  </Field>
                  <Field label="Days counted" name={name("days")}>
                    {(control) => <Input {...control} type="number" min={1} max={60} defaultValue={rule.days} />}
                  </Field>
                </div>
              </fieldset>
            );
          })}
        </CardBody>
        <CardBody className="border-line border-t text-ink-muted text-sm">
          The metered amount and valuable calls are summed over so many days (UTC) from the milestone on; the conversion
          is sent when they are over, with the milestone's own time.
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Of whom" description="Only where the click is known, or the address may be used." />
        <CardBody className="grid gap-5 md:grid-cols-2">
          <FieldGroup label="Whose first time" error={errors["feed.entity"]}>
            <Radio
              name="feed.entity"
              value="company"
              label="A company's"
              hint="The click of any of its people counts, also when a colleague made the call."
              defaultChecked={feed.entity === "company"}
            />
            <Radio
              name="feed.entity"
              value="person"
              label="A person's"
              hint="Only their own click counts."
              defaultChecked={feed.entity === "person"}
            />
          </FieldGroup>
          <div className="grid content-start gap-4 sm:grid-cols-2">
            <Field
              label="Look-back, days"
              name="feed.lookbackDays"
              hint="Between click and milestone."
              error={errors["feed.lookbackDays"]}
            >
              {(control) => <Input {...control} type="number" min={1} max={90} defaultValue={feed.lookbackDays} />}
            </Field>
            <Field
              label="Begin days ago"
              name="feed.backDays"
              hint="0: what happens from now on."
              error={errors["feed.backDays"]}
            >
              {(control) => <Input {...control} type="number" min={0} max={90} defaultValue={feed.backDays} />}
            </Field>
          </div>
          <FieldGroup label="Consent" error={errors["feed.consented"]}>
            <Checkbox
              name="feed.consented"
              label="Consent to use data for advertising was given"
              hint={
                asks
                  ? "Your portal asks before it recognises a browser. Make sure that its question speaks of ads."
                  : "Your portal does not ask by itself (privacy.consent): check it only where you have consent by other means. Unchecked, platforms are told nothing."
              }
              defaultChecked={feed.consented}
            />
          </FieldGroup>
          <FieldGroup label="E-mail address" error={errors["feed.email"]}>
            <Checkbox
              name="feed.email"
              label="Send the hashed e-mail address too"
              hint="SHA-256 after the platform's own rules; also of people without a click. Needs consent."
              defaultChecked={feed.email}
            />
          </FieldGroup>
        </CardBody>
      </Card>
    </>
  );
}
