import { Button, LinkButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";

/** What is done to which things, as the log names them. */
const actions = [
  ["key", "Keys"],
  ["app", "Apps"],
  ["membership", "Memberships"],
  ["invite", "Invites"],
  ["person", "People"],
  ["company", "Companies"],
  ["plan", "Plans"],
  ["bill", "Bills"],
  ["budget", "Budgets"],
  ["token", "Service tokens"],
  ["source", "Sources"],
  ["review", "Reviews"],
  ["certification", "Certifications"],
  ["listing", "Listings"],
  ["identity", "Identity"],
] as const;

/** The audit log's filters, kept in the address. Works without scripts. */
export function AuditFilters({ chosen }: { chosen: Partial<Record<string, string>> }) {
  const known = actions.some(([id]) => id === chosen.action);
  const field = (name: string, label: string, type = "text", width = "sm:w-44") => (
    <Field label={label} name={name} optional className={width}>
      {(control) => <Input {...control} type={type} defaultValue={chosen[name] ?? ""} maxLength={100} />}
    </Field>
  );
  return (
    <search>
      <form
        action={paths.staff.auditLog()}
        className="grid grid-cols-2 gap-x-2 gap-y-3 border-line border-b px-4 py-3 sm:flex sm:flex-wrap sm:items-end"
      >
        <Field label="What was changed" name="action" optional className="min-w-0">
          {(control) => (
            <Select {...control} defaultValue={chosen.action ?? ""}>
              <option value="">Anything</option>
              {chosen.action && !known ? <option value={chosen.action}>{chosen.action}</option> : null}
              {actions.map(([id, label]) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {field("actor", "Who (id)")}
        {field("subject", "What (id)")}
        {field("company", "Company (id)")}
        {field("from", "From day", "date", "sm:w-40")}
        {field("to", "To day", "date", "sm:w-40")}
        <Button type="submit">Filter</Button>
        {Object.keys(chosen).length ? (
          <LinkButton variant="ghost" href={paths.staff.auditLog()}>
            Clear
          </LinkButton>
        ) : null}
      </form>
    </search>
  );
}
