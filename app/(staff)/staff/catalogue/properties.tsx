import { paths } from "@/lib/base/paths";
import type { DescribedField } from "@/lib/events/describe-catalogue";

/** What an event says besides who and when, opened on demand. */
export function Properties({ fields }: { fields: DescribedField[] }) {
  if (fields.length === 0) return <span className="text-ink-muted">None</span>;
  return (
    <details>
      <summary className="cursor-pointer whitespace-nowrap text-accent text-sm hover:underline">
        {fields.length} {fields.length === 1 ? "property" : "properties"}
      </summary>
      <dl className="mt-1 min-w-64 text-sm">
        {fields.map(({ name, type, required, description }) => (
          <div key={name} className="py-0.5">
            <dt className="inline font-mono">{name}</dt>{" "}
            <dd className="inline text-ink-muted">
              {type}
              {required ? "" : ", optional"}
              {description ? `: ${description}` : ""}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The live view with these filters. */
export function liveWith(filters: Record<string, string>): string {
  return `${paths.staff.live}?${new URLSearchParams(filters)}`;
}
