import { Button, LinkButton } from "@/components/ui/button";
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
  const field = (name: string, label: string) => (
    <Input
      name={name}
      defaultValue={chosen[name] ?? ""}
      aria-label={label}
      placeholder={label}
      maxLength={100}
      className="sm:w-44"
    />
  );
  return (
    <search>
      <form
        action={paths.staff.auditLog()}
        className="grid grid-cols-2 gap-2 border-line border-b px-4 py-3 sm:flex sm:flex-wrap sm:items-center"
      >
        <Select name="action" defaultValue={chosen.action ?? ""} aria-label="What was changed" className="min-w-0">
          <option value="">Changed: anything</option>
          {chosen.action && !known ? <option value={chosen.action}>{chosen.action}</option> : null}
          {actions.map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
        {field("actor", "Who (id)")}
        {field("subject", "What (id)")}
        {field("company", "Company (id)")}
        <Input type="date" name="from" defaultValue={chosen.from ?? ""} aria-label="From day" className="sm:w-40" />
        <Input type="date" name="to" defaultValue={chosen.to ?? ""} aria-label="To day" className="sm:w-40" />
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
