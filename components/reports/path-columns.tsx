import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { PathSide, TouchpointsResult } from "@/lib/reports/schema";
import { CreditTable } from "./credit-table";
import { TouchTimeline } from "./touch-timeline";

/** The same conversion twice: as the person's and as the company's. They may differ, and both are true. */
export function PathColumns({ result, conversion }: { result: TouchpointsResult; conversion: string }) {
  return (
    <>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Column
          title="By person"
          side={result.person}
          missing="No person is known for this conversion: the call carried only a key, or others did it."
          {...{ result, conversion }}
        />
        <Column
          title="By company"
          side={result.company}
          missing="This person was of no company when it happened."
          {...{ result, conversion }}
        />
      </div>
      <p className="mt-4 max-w-3xl text-ink-muted text-sm">
        Touches count at or before the conversion, {result.lookbackDays} days back. Direct visits, and invites from the
        company&rsquo;s own people, earn credit only when there is nothing else (plain first and last touch count
        direct). Neighbouring touches of one channel and campaign are one step.
      </p>
    </>
  );
}

function Column({
  title,
  side,
  missing,
  result,
  conversion,
}: {
  title: string;
  side: PathSide | null;
  missing: string;
  result: TouchpointsResult;
  conversion: string;
}) {
  return (
    <Card className="min-w-0">
      <CardHeader title={title} description={side ? (side.name ?? side.id) : undefined} />
      {side ? (
        <>
          <CardBody>
            {side.touches.length === 0 ? (
              <p className="mb-4 text-ink-muted">
                No touch before it is known: they came without a cookie, or before the portal counted.
              </p>
            ) : null}
            {side.truncated ? (
              <p className="mb-4 text-ink-muted text-sm">Only the latest {side.touches.length} touches are shown.</p>
            ) : null}
            <TouchTimeline side={side} conversion={conversion} names={result.names} />
          </CardBody>
          {side.touches.length > 0 ? (
            <div className="border-line border-t">
              <CreditTable path={side} by={title.toLowerCase()} />
            </div>
          ) : null}
        </>
      ) : (
        <CardBody className="text-ink-muted">{missing}</CardBody>
      )}
    </Card>
  );
}
