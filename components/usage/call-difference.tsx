import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { RequestDetail } from "@/lib/usage/schema";
import { type Difference, diffRequests } from "./diff-messages";

const words: Record<Difference["kind"], { label: string; tone: Tone }> = {
  missing: { label: "missing here", tone: "negative" },
  extra: { label: "only here", tone: "warning" },
  type: { label: "another type", tone: "negative" },
  value: { label: "another value", tone: "neutral" },
};

function short(value: unknown): string {
  if (value === undefined) return "–";
  const text = JSON.stringify(value) ?? "–";
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** What this call sent otherwise than the last one of its operation that passed. */
export function CallDifference({
  mine,
  passing,
  pointers,
}: {
  mine: RequestDetail;
  passing: RequestDetail;
  pointers: string[];
}) {
  const differences = diffRequests(mine, passing, pointers);
  return (
    <section aria-labelledby="difference">
      <h3 id="difference" className="text-md">
        Compared with a call that passed
      </h3>
      <p className="mt-0.5 mb-3 text-ink-muted text-sm">
        The last one of this operation:{" "}
        <Link
          href={`${paths.console.requests({ source: "sandbox", id: passing.id })}#call`}
          className="text-accent underline underline-offset-4"
        >
          {formatTime(passing.at)}
        </Link>
        . What was refused comes first; values that merely differ come last.
      </p>
      {differences.length === 0 ? (
        <p className="rounded-md border border-line px-4 py-3 text-ink-muted">
          Both sent the same. The state of your sandbox, the key or a limit made the difference.
        </p>
      ) : (
        <div className="rounded-lg border border-line">
          <DataTable
            caption="Differences to the call that passed"
            rows={differences}
            rowKey={({ place, kind }) => `${place} ${kind}`}
            columns={[
              {
                header: "Where",
                cell: ({ place, atFault }) => (
                  <span className="inline-flex flex-wrap items-baseline gap-2">
                    <code className="min-w-36 break-words">{place || "body"}</code>
                    {atFault ? <Badge tone="negative">refused</Badge> : null}
                  </span>
                ),
              },
              {
                header: "What",
                cell: ({ kind }) => (
                  <Badge tone={words[kind].tone} className="whitespace-nowrap">
                    {words[kind].label}
                  </Badge>
                ),
              },
              {
                header: "This call",
                cell: ({ mine: value }) => (
                  <code className="block min-w-32 [overflow-wrap:anywhere]">{short(value)}</code>
                ),
              },
              {
                header: "The one that passed",
                cell: ({ other }) => <code className="block min-w-32 [overflow-wrap:anywhere]">{short(other)}</code>,
              },
            ]}
          />
        </div>
      )}
    </section>
  );
}
