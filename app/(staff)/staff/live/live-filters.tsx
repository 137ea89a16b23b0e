import { reasonWords } from "@/components/events/reason-words";
import { Button, LinkButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";
import { type LiveAddress, spans } from "./live-address";

/** Filters of the live list; an address each, so a filtered view can be shared. Works without scripts. */
export function LiveFilters({
  address,
  names,
  sources,
}: {
  address: LiveAddress;
  names: string[];
  sources: { id: string; name: string }[];
}) {
  const aside = address.show === "quarantined";
  const filtered = Boolean(address.name || address.source || address.who || address.reason);
  return (
    <search>
      <form
        action={paths.staff.live}
        className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1.4fr_0.8fr_auto]"
      >
        <input type="hidden" name="show" value={address.show} />
        <Field label="Event" name="name" optional>
          {(control) =>
            aside ? (
              // What was set aside may have any name.
              <Input {...control} defaultValue={address.name} placeholder="As it was sent" autoComplete="off" />
            ) : (
              <Select {...control} defaultValue={address.name}>
                <option value="">All</option>
                {names.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )
          }
        </Field>
        <Field label="Source" name="source" optional>
          {(control) => (
            <Select {...control} defaultValue={address.source}>
              <option value="">All</option>
              {sources.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {aside ? (
          <Field label="Why" name="reason" optional>
            {(control) => (
              <Select {...control} defaultValue={address.reason}>
                <option value="">All</option>
                {Object.entries(reasonWords).map(([reason, words]) => (
                  <option key={reason} value={reason}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : (
          <Field label="Person, company, visitor, app or key" name="who" optional>
            {(control) => (
              <Input {...control} defaultValue={address.who} placeholder="An id, such as per_..." autoComplete="off" />
            )}
          </Field>
        )}
        <Field label="Within" name="within" optional>
          {(control) => (
            <Select {...control} defaultValue={address.within}>
              {Object.entries(spans)
                .filter(([id]) => aside || id !== "month")
                .map(([id, { label }]) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
            </Select>
          )}
        </Field>
        <div className="flex gap-2">
          <Button type="submit">Filter</Button>
          {filtered ? (
            <LinkButton href={`${paths.staff.live}?show=${address.show}`} variant="ghost">
              Clear
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}
