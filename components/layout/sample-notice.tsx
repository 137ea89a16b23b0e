import { FlaskConical } from "lucide-react";

/** Says on every page of console and staff that what it shows is made up. */
export function SampleNotice() {
  return (
    <p className="mb-5 flex items-center gap-2 rounded-md border border-line bg-sunken px-3 py-2 text-ink-muted text-sm">
      <FlaskConical className="size-4 shrink-0 text-accent" aria-hidden="true" />
      <span>
        Sample data: 90 days of made-up journeys. <code className="text-xs">npm run demo -- --remove</code> deletes
        them.
      </span>
    </p>
  );
}
