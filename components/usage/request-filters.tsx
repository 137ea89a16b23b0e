import { Button, LinkButton } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/input";
import { paths } from "@/lib/base/paths";

export type RequestChoice = {
  environment: string;
  status: string;
  method: string;
  app: string;
  key: string;
  route: string;
  /** Id of a call, a request or a trace. */
  request: string;
};

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The log's filters, kept in the address: a view can be sent to a colleague. Works without scripts. */
export function RequestFilters({
  chosen,
  apps,
  keys,
}: {
  chosen: RequestChoice;
  apps: { id: string; name: string }[];
  keys: { id: string; name: string }[];
}) {
  const filtered = Object.values(chosen).some(Boolean);
  return (
    <search>
      <form
        action={paths.console.requests()}
        className="grid grid-cols-2 gap-2 border-line border-b px-4 py-3 sm:flex sm:flex-wrap sm:items-center"
      >
        <Choice
          name="environment"
          label="Environment"
          value={chosen.environment}
          options={[
            ["sandbox", "Sandbox"],
            ["live", "Live"],
          ]}
        />
        <Choice
          name="status"
          label="Status"
          value={chosen.status}
          options={[
            ...(chosen.status.length === 3 ? [[chosen.status, chosen.status] as [string, string]] : []),
            ["2", "2xx"],
            ["3", "3xx"],
            ["4", "4xx"],
            ["5", "5xx"],
          ]}
        />
        <Choice
          name="method"
          label="Method"
          value={chosen.method}
          options={methods.map((method) => [method, method])}
        />
        <Choice name="app" label="App" value={chosen.app} options={apps.map((app) => [app.id, app.name])} />
        <Choice name="key" label="Key" value={chosen.key} options={keys.map((key) => [key.id, key.name])} />
        <Input
          name="route"
          defaultValue={chosen.route}
          aria-label="Route contains"
          placeholder="Route contains"
          className="sm:w-36"
          maxLength={100}
        />
        <Input
          name="request"
          defaultValue={chosen.request}
          aria-label="Request or trace id"
          placeholder="Request or trace id"
          className="sm:w-44"
          maxLength={200}
        />
        <Button type="submit">Filter</Button>
        {filtered ? (
          <LinkButton variant="ghost" href={paths.console.requests()}>
            Clear
          </LinkButton>
        ) : null}
      </form>
    </search>
  );
}

function Choice({
  name,
  label,
  value,
  options,
}: {
  name: string;
  label: string;
  value: string;
  options: [string, string][];
}) {
  return (
    <Select name={name} defaultValue={value} aria-label={label} className="min-w-0 sm:max-w-44">
      <option value="">{label}: any</option>
      {options.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </Select>
  );
}
