import { Flag } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { classNames } from "@/components/ui/class-names";
import { formatDuration, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { PathSide, PathTouch } from "@/lib/reports/schema";
import { channelName } from "./touch-words";

/** The touches of one path, oldest first, down to the conversion they led to. */
export function TouchTimeline({
  side,
  conversion,
  names,
}: {
  side: PathSide;
  /** What was reached, in words. */
  conversion: string;
  names: Record<string, string>;
}) {
  return (
    <ol className="relative ml-2 border-line-strong border-l">
      {side.touches.map((touch) => (
        <li key={touch.visitId} className="relative pb-5 pl-6">
          <span
            className={classNames(
              "absolute top-1.5 -left-[5px] size-2.5 rounded-full border-2",
              touch.channel === "direct" || touch.fromOwnCompany
                ? "border-line-strong bg-canvas"
                : "border-accent bg-accent",
            )}
            aria-hidden="true"
          />
          <Touch touch={touch} names={names} side={side} />
        </li>
      ))}
      <li className="relative pl-6">
        <Flag
          className="absolute top-0.5 -left-2.5 size-5 rounded-full bg-canvas p-0.5 text-accent"
          aria-hidden="true"
        />
        <p className="font-semibold">{conversion}</p>
        <p className="text-ink-muted text-sm">
          <time dateTime={side.at.toISOString()}>{formatTime(side.at)}</time>
        </p>
      </li>
    </ol>
  );
}

function Touch({ touch, names, side }: { touch: PathTouch; names: Record<string, string>; side: PathSide }) {
  const facts = [
    ["Source", touch.source],
    ["Medium", touch.medium],
    ["Term", touch.term],
    ["Content", touch.content],
    ["Click id", touch.clickIdKind],
    ["Referrer", touch.referrerHost],
  ].filter(([, value]) => value);
  const person = touch.personId && side.kind === "company" ? touch.personId : null;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{channelName(touch.channel)}</span>
        {touch.campaign ? <Badge tone="accent">{touch.campaign}</Badge> : null}
        {touch.fromOwnCompany ? <Badge>from the company itself</Badge> : null}
      </p>
      <p className="text-ink-muted text-sm">
        <time dateTime={touch.at.toISOString()}>{formatTime(touch.at)}</time>
        {`, ${formatDuration(side.at.getTime() - touch.at.getTime())} before`}
        {person ? (
          <>
            {" by "}
            <Link
              href={paths.staff.person(person)}
              prefetch={false}
              className="underline decoration-line-strong underline-offset-4 hover:decoration-accent"
            >
              {names[person] ?? person}
            </Link>
          </>
        ) : null}
        {touch.inviterId ? `, invited by ${names[touch.inviterId] ?? touch.inviterId}` : null}
      </p>
      <p className="mt-0.5 break-all font-mono text-ink-muted text-xs">{touch.landingPath}</p>
      {facts.length ? (
        <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
          {facts.map(([label, value]) => (
            <div key={label} className="flex gap-1">
              <dt className="text-ink-faint">{label}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}
