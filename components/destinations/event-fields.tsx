import Link from "next/link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox, Radio } from "@/components/ui/checkbox";
import { Field, FieldGroup } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import type { DestinationFormValues } from "@/lib/destinations/schema";

/** Which events a destination gets, and how they look. */
export function EventFields({ values, errors }: { values: DestinationFormValues; errors: Record<string, string> }) {
  return (
    <>
      <Card>
        <CardHeader
          title="Which events"
          description={
            <>
              Names as in the <Link href={paths.staff.catalogue}>catalogue</Link>, one a line; <code>*</code> stands for
              any letters.
            </>
          }
        />
        <CardBody className="grid gap-5 md:grid-cols-2">
          <Field label="Send" name="events" error={errors.events}>
            {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.events} />}
          </Field>
          <Field label="But not" name="except" optional error={errors.except}>
            {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.except} />}
          </Field>
          <FieldGroup
            label="Environments"
            hint="Of keys and calls; events of no environment, such as page views, always pass."
            error={errors.environments}
          >
            {["live", "sandbox"].map((name) => (
              <Checkbox
                key={name}
                name="environments"
                value={name}
                label={name}
                defaultChecked={values.environments.includes(name)}
              />
            ))}
          </FieldGroup>
          <FieldGroup label="Who" error={errors.audiences}>
            {[
              ["human", "People"],
              ["ai-agent", "AI agents"],
              ["bot", "Bots"],
            ].map(([value, label]) => (
              <Checkbox
                key={value}
                name="audiences"
                value={value}
                label={label}
                defaultChecked={values.audiences.includes(value as string)}
              />
            ))}
            <Checkbox
              name="untracked"
              label="Visitors who asked not to be tracked"
              hint="Their events go without any id of the visitor."
              defaultChecked={values.untracked}
            />
          </FieldGroup>
        </CardBody>
      </Card>

      <Card>
        <CardHeader
          title="How they look"
          description="Other names, fewer properties, and what is said of the person."
        />
        <CardBody className="grid gap-5 md:grid-cols-2">
          <Field
            label="Rename events"
            name="renameEvents"
            optional
            hint="One a line: page_viewed = $pageview"
            error={errors.renameEvents}
          >
            {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.renameEvents} />}
          </Field>
          <Field
            label="Rename properties"
            name="renameProperties"
            optional
            hint="One a line: app_name = appName"
            error={errors.renameProperties}
          >
            {(control) => (
              <Textarea {...control} className="font-mono text-sm" defaultValue={values.renameProperties} />
            )}
          </Field>
          <FieldGroup label="Properties">
            {[
              ["all", "All of them"],
              ["only", "Only those named"],
              ["except", "All but those named"],
            ].map(([value, label]) => (
              <Radio
                key={value}
                name="propertiesMode"
                value={value}
                label={label}
                defaultChecked={values.propertiesMode === value}
              />
            ))}
          </FieldGroup>
          <Field
            label="Named properties"
            name="propertyNames"
            optional
            hint="As in the catalogue, one a line."
            error={errors.properties}
          >
            {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.propertyNames} />}
          </Field>
          <Field label="Of the person" name="traits" hint="Their id always goes along.">
            {(control) => (
              <Select {...control} defaultValue={values.traits}>
                <option value="none">nothing more</option>
                <option value="name">their name</option>
                <option value="name_and_email">their name and e-mail address</option>
              </Select>
            )}
          </Field>
          <FieldGroup label="Attribution">
            <Checkbox
              name="firstTouch"
              label="Where they first came from"
              hint="Channel, campaign, referrer and landing page of the first touch."
              defaultChecked={values.firstTouch}
            />
          </FieldGroup>
        </CardBody>
      </Card>
    </>
  );
}
