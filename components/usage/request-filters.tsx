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
  /** A part of what was told of the call. */
  text: string;
  /** Id of a call, a request or a trace. */
  request: string;
};

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const field = "flex min-w-0 flex-col gap-1 font-medium text-ink-muted text-xs";

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
        className="grid grid-cols-2 items-end gap-x-2.5 gap-y-3 border-line border-b px-4 py-3.5 sm:grid-cols-3 lg:grid-cols-5"
      >
        <Choice
          name="method"
          label="Method"
          value={chosen.method}
          options={methods.map((method) => [method, method])}
        />
        <Text name="route" label="Route contains" value={chosen.route} example="/shipments" maxLength={100} />
        <Choice
          name="status"
          label="Status"
          value={chosen.status}
          options={[
            ...(chosen.status.length === 3 ? [[chosen.status, chosen.status] as [string, string]] : []),
            ["2", "2xx, it worked"],
            ["3", "3xx, look elsewhere"],
            ["4", "4xx, the request is wrong"],
            ["5", "5xx, the server failed"],
          ]}
        />
        <Choice name="key" label="Key" value={chosen.key} options={keys.map((key) => [key.id, key.name])} />
        <Choice name="app" label="App" value={chosen.app} options={apps.map((app) => [app.id, app.name])} />
        <Choice
          name="environment"
          label="Environment"
          value={chosen.environment}
          options={[
            ["sandbox", "Sandbox"],
            ["live", "Live"],
          ]}
        />
        <Text name="text" label="Text in what was wrong" value={chosen.text} example="weightGrams" maxLength={100} />
        <Text name="request" label="Request or trace id" value={chosen.request} example="req_..." maxLength={200} />
        <div className="col-span-2 flex gap-2">
          <Button type="submit">Filter</Button>
          {filtered ? (
            <LinkButton variant="ghost" href={paths.console.requests()}>
              Clear
            </LinkButton>
          ) : null}
        </div>
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
    // biome-ignore lint/a11y/noLabelWithoutControl: the select stands in it
    <label className={field}>
      {label}
      <Select name={name} defaultValue={value} className="font-normal">
        <option value="">Any</option>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </Select>
    </label>
  );
}

function Text({
  name,
  label,
  value,
  example,
  maxLength,
}: {
  name: string;
  label: string;
  value: string;
  example: string;
  maxLength: number;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the input stands in it
    <label className={field}>
      {label}
      <Input name={name} defaultValue={value} placeholder={example} maxLength={maxLength} className="font-normal" />
    </label>
  );
}
