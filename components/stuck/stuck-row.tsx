import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatDay, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { causeWords, type StuckCaseView, type StuckCause } from "@/lib/stuck/schema";

const tones: Record<StuckCause, Tone> = { no_call: "info", repeated_error: "warning", abandoned_step: "neutral" };

export function CauseBadge({ cause }: { cause: StuckCause }) {
  return <Badge tone={tones[cause]}>{causeWords[cause]}</Badge>;
}

/** Who, with the way to their page and their company's. */
export function StuckWho({ row }: { row: StuckCaseView }) {
  return (
    <div className="min-w-36">
      <Link href={paths.staff.person(row.personId)} className="font-medium text-accent hover:underline">
        {row.personName}
      </Link>
      <span className="block text-ink-muted text-sm">
        {row.companyId && row.companyName ? (
          <Link href={paths.staff.company(row.companyId)} className="hover:underline">
            {row.companyName}
          </Link>
        ) : (
          "no company"
        )}
        {row.channel ? ` · ${row.channel}` : ""}
      </span>
      <Link
        href={paths.staff.touchpoints({ person: row.personId })}
        prefetch={false}
        className="text-ink-muted text-sm underline-offset-4 hover:underline"
      >
        How they came
      </Link>
    </div>
  );
}

/** What went wrong, what mends it, and the page that explains it. */
export function StuckWhat({ row }: { row: StuckCaseView }) {
  const { what, fix, detail, docHref, docTitle } = row.facts;
  return (
    <div className="min-w-72 max-w-xl">
      <p className="flex flex-wrap items-center gap-2">
        <CauseBadge cause={row.cause} />
        <span className="text-ink-muted text-sm">since {formatDay(row.since)}</span>
      </p>
      <p className="mt-1">{what}</p>
      {detail ? (
        <pre className="mt-1 whitespace-pre-wrap break-words rounded-md bg-sunken px-2 py-1 font-mono text-xs">
          {detail}
        </pre>
      ) : null}
      <p className="mt-1 text-ink-muted text-sm">
        {fix}{" "}
        <Link href={docHref} className="text-accent hover:underline">
          {docTitle}
        </Link>
      </p>
    </div>
  );
}

/** Note, snooze, dismiss; or take it back. */
export function StuckActs({
  row,
  back,
  action,
}: {
  row: StuckCaseView;
  back: string;
  action: (form: FormData) => Promise<void>;
}) {
  const button = (act: string, label: string) => (
    <SubmitButton variant={act === "note" ? "secondary" : "ghost"} size="sm" name="do" value={act} pending={label}>
      {label}
    </SubmitButton>
  );
  return (
    <form action={action} className="flex min-w-40 flex-wrap items-center gap-1">
      <input type="hidden" name="caseId" value={row.id} />
      <input type="hidden" name="back" value={back} />
      {row.state === "open" ? (
        <>
          {row.notedAt || !row.email ? null : button("note", "Send the note")}
          {button("snooze-7", "Snooze 7 days")}
          {button("dismiss", "Dismiss")}
        </>
      ) : row.state === "resolved" ? null : (
        button("reopen", "Open again")
      )}
    </form>
  );
}

/** Whether they were written to. */
export function StuckNoted({ row }: { row: StuckCaseView }) {
  if (row.notedAt) return <span className="whitespace-nowrap text-sm">sent {formatTime(row.notedAt)}</span>;
  return <span className="text-ink-muted text-sm">{row.email ? "not yet" : "no address"}</span>;
}
