import Link from "next/link";
import { Method, Status } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { LastError } from "./journey-view";

/** The newest refused and failed calls, each with the docs page that explains it. */
export function LastErrors({ errors }: { errors: LastError[] | null }) {
  return (
    <Card>
      <CardHeader
        title="Last errors"
        actions={
          <Link href={paths.console.requests()} className="text-accent text-sm hover:underline">
            All requests
          </Link>
        }
      />
      {errors === null ? (
        <CardBody className="text-ink-muted">The request log does not answer right now. This page asks again.</CardBody>
      ) : errors.length === 0 ? (
        <CardBody className="text-ink-muted">
          None in the last seven days. Refused calls show up here with the reason.
        </CardBody>
      ) : (
        <ul className="divide-y divide-line">
          {errors.map((error) => (
            <li key={error.id} className="px-5 py-3">
              <p className="flex items-center gap-2">
                <Status status={error.status} />
                <Method method={error.method} />
                <code className="min-w-0 truncate text-sm">{error.route}</code>
              </p>
              {error.detail ? (
                <p className="mt-1 line-clamp-2 text-ink-muted text-sm [overflow-wrap:anywhere]">{error.detail}</p>
              ) : null}
              <p className="mt-1 flex flex-wrap gap-x-3 text-xs">
                <span className="text-ink-faint">
                  {formatTime(error.at)}, {error.environment}
                </span>
                <Link href={error.docHref} className="text-accent hover:underline">
                  What this means
                </Link>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
