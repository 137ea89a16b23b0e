import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { KeyFormState } from "./words";

/** What may be set on a key besides its name, as text: what stands in the form's fields. */
export type KeyFieldTexts = {
  scopes: string;
  allowedCidrs: string;
  expiresAt: string;
  ratelimits: string;
  metadata: string;
};

const lists = [
  {
    name: "scopes",
    label: "Scopes",
    hint: "One a line, such as shipments.read or shipments.*",
    placeholder: "shipments.*",
  },
  {
    name: "allowedCidrs",
    label: "Allowed addresses",
    hint: "One a line, such as 203.0.113.0/24. Empty: from anywhere.",
    placeholder: "203.0.113.0/24",
  },
  {
    name: "ratelimits",
    label: "Own limits",
    hint: "One a line: name, calls, time. They count besides your plan’s.",
    placeholder: "exports 100/h",
  },
  {
    name: "metadata",
    label: "Metadata",
    hint: "A JSON object of yours; comes back with every verification.",
    placeholder: '{ "tier": "gold" }',
  },
] as const;

/** Scopes, addresses, limits, metadata and expiry of a key: a form's fields, two a row. */
export function KeyFields({ kept, state }: { kept: KeyFieldTexts; state: KeyFormState }) {
  const text = (name: keyof KeyFieldTexts) => state.typed?.[name] ?? kept[name];
  return (
    <>
      {lists.map(({ name, label, hint, placeholder }) => (
        <Field key={name} label={label} name={name} optional hint={hint} error={state.errors?.[name]}>
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              className="font-mono"
              placeholder={placeholder}
              spellCheck={false}
              defaultValue={text(name)}
            />
          )}
        </Field>
      ))}
      <Field label="Expires" name="expiresAt" optional hint="A day, UTC. Empty: never." error={state.errors?.expiresAt}>
        {(control) => <Input {...control} type="date" defaultValue={text("expiresAt")} />}
      </Field>
    </>
  );
}
