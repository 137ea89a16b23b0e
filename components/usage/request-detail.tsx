import Link from "next/link";
import { Method, Status } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { LoggedRequest } from "@/lib/usage/schema";

type Noted = {
  errors?: { pointer: string; detail: string }[];
  detail?: string;
  operation?: string;
  requestId?: string;
};

/** What the sandbox noted of a call; calls the platform reported have whatever it chose to tell. */
function noted(metadata: Record<string, unknown>): Noted {
  const text = (name: string) => (typeof metadata[name] === "string" ? (metadata[name] as string) : undefined);
  const errors = Array.isArray(metadata.errors) ? (metadata.errors as Noted["errors"]) : undefined;
  return { errors, detail: text("detail"), operation: text("operation"), requestId: text("requestId") };
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex justify-between gap-6 border-line border-b py-2 last:border-b-0">
      <dt className="shrink-0 text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-all text-right tabular-nums">{children}</dd>
    </div>
  );
}

/** Headers that the platform told; what lets in was taken out before they were stored. */
function Headers({ title, headers }: { title: string; headers: unknown }) {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return null;
  return (
    <details className="mt-4 text-sm">
      <summary className="cursor-pointer text-ink-muted">{title}</summary>
      <dl className="mt-2 space-y-1">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name} className="flex gap-2">
            <dt className="shrink-0">
              <code>{name}</code>
            </dt>
            <dd className="min-w-0 break-all text-ink-muted">
              {typeof value === "string" ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const explains = "text-accent underline-offset-4 hover:underline";

/** One call, opened: what was wrong, where, and the page that explains it. */
export function RequestDetail({
  request,
  app,
  keyName,
  time,
  explanation,
}: {
  request: LoggedRequest;
  app: string;
  keyName: string;
  time: string;
  /** The page that explains an error. */
  explanation?: { href: string; title: string };
}) {
  const { errors, detail, operation, requestId } = noted(request.metadata);
  return (
    <Card aria-label="The call" id="call">
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            <Method method={request.method} />
            <code className="break-all">{request.route}</code>
            <Status status={request.status} />
          </span>
        }
        description={time}
      />
      <CardBody className="grid gap-6 md:grid-cols-2">
        <div>
          {request.status >= 400 ? (
            <>
              <p className="text-pretty">{detail ?? "Nothing was told about this error."}</p>
              {errors?.length ? (
                <ul className="mt-3 space-y-1.5 text-sm">
                  {errors.map((error) => (
                    <li key={`${error.pointer} ${error.detail}`}>
                      <code>{error.pointer || "body"}</code> <span className="text-ink-muted">{error.detail}</span>
                    </li>
                  ))}
                </ul>
              ) : null}
            </>
          ) : (
            <p className="text-ink-muted">It worked. Bodies are not stored.</p>
          )}
          <ul className="mt-4 space-y-1 text-sm">
            {explanation ? (
              <li>
                <Link href={explanation.href} className={explains}>
                  {explanation.title}: what it means
                </Link>
              </li>
            ) : null}
            {operation ? (
              <li>
                <Link href={paths.operation(operation)} className={explains}>
                  Reference: {operation}
                </Link>
              </li>
            ) : null}
          </ul>
          <Headers title="Request headers" headers={request.metadata.requestHeaders ?? request.metadata.headers} />
          <Headers title="Response headers" headers={request.metadata.responseHeaders} />
        </div>
        <dl className="text-sm">
          <Fact name="App">{app}</Fact>
          <Fact name="Key">{keyName}</Fact>
          <Fact name="Environment">{request.environment}</Fact>
          <Fact name="Took">{formatNumber(request.latencyMs, { maximumFractionDigits: 1 })} ms</Fact>
          <Fact name="Sent, received">
            {formatNumber(request.requestBytes)} / {formatNumber(request.responseBytes)} bytes
          </Fact>
          {request.sdk ? (
            <Fact name="Client">
              {request.sdk} {request.sdkVersion}
            </Fact>
          ) : null}
          {request.endUserId ? <Fact name="End user">{request.endUserId}</Fact> : null}
          {request.traceId ? <Fact name="Trace">{request.traceId}</Fact> : null}
          {requestId ? <Fact name="Request id">{requestId}</Fact> : null}
        </dl>
      </CardBody>
    </Card>
  );
}
