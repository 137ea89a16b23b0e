import Link from "next/link";
import { gatherOwnChanges } from "@/app/(site)/changelog/gather-own-changes";
import { Callout } from "@/components/ui/callout";
import { dayMs, nowMs } from "@/lib/base/clock";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

/** How long an entry stays after its day. */
const shownDays = 90;
const mostShown = 5;

/** Breaking entries of the changelog that touch what this company's keys call; nothing when there are none, or the ledger is away. */
export async function BreakingChanges({ companyId }: { companyId: string }) {
  const since = new Date(nowMs() - shownDays * dayMs).toISOString().slice(0, 10);
  const own = await gatherOwnChanges(companyId).catch(() => []);
  const breaking = own.filter((change) => change.breaking && change.date >= since).slice(0, mostShown);
  if (breaking.length === 0) return null;
  return (
    <Callout kind="warning" title="Breaking changes in what you call" className="mb-5">
      <ul className="mt-1 space-y-1">
        {breaking.map((change) => (
          <li key={change.slug}>
            <Link href={paths.changelogEntry(change.slug)} prefetch={false}>
              {change.title}
            </Link>
            <span className="text-ink-muted text-sm">
              {" "}
              {formatDay(change.date)}: {[...new Set(change.called.flatMap((one) => one.apps))].join(", ")}{" "}
              {change.called.flatMap((one) => one.apps).length === 1 ? "calls" : "call"}{" "}
              {change.called.map((one) => one.operationId).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </Callout>
  );
}
