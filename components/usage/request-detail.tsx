import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { Method, Status } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CodePanel } from "@/components/ui/code";
import { formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { RequestDetail as Detail, LoggedRequest } from "@/lib/usage/schema";
import { CallDifference } from "./call-difference";
import { CallMessage, Headers } from "./call-message";
import { CallTiming } from "./call-timing";
import { type DescribedProblem, describeProblems, type Problem } from "./describe-problem";
import { queryOf } from "./diff-messages";
import { writeCurl } from "./write-curl";

/** What the sandbox noted of a call; calls the platform reported have whatever it chose to tell. */
function noted(metadata: Record<string, unknown>) {
  const text = (name: string) => (typeof metadata[name] === "string" ? (metadata[name] as string) : undefined);
  const errors = (Array.isArray(metadata.errors) ? metadata.errors : []).filter(
    (one): one is Problem => typeof one?.pointer === "string" && typeof one?.detail === "string",
  );
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

function Problems({ problems }: { problems: DescribedProblem[] }) {
  return (
    <ol className="mt-3 space-y-3" aria-label="What was wrong">
      {problems.map((problem) => (
        <li key={`${problem.pointer} ${problem.what}`} className="rounded-md border border-line px-4 py-3">
          <p className="text-ink-muted text-sm">
            <code className="text-ink">{problem.pointer || "the call"}</code>
            {problem.pointer ? ` · ${problem.where}` : null}
          </p>
          <p className="mt-1">{problem.what}</p>
          {problem.todo ? <p className="mt-1 font-medium">{problem.todo}</p> : null}
        </li>
      ))}
    </ol>
  );
}

const sentOf = (detail: Detail | null | undefined) =>
  detail
    ? {
        body: detail.request.body,
        text: detail.request.text,
        query: queryOf(detail.path),
        contentType: detail.request.headers["content-type"],
      }
    : undefined;

/** One call, opened: what was wrong, where, what to do and the pages that explain it; then all that was sent and answered. */
export function RequestDetail({
  request,
  detail,
  passing,
  app,
  keyName,
  time,
  docs,
  addresses,
}: {
  request: LoggedRequest;
  /** Headers and bodies, while they are kept. */
  detail: Detail | null;
  /** The last call of the operation that passed, for a refused one. */
  passing: Detail | null;
  app: string;
  keyName: string;
  time: string;
  /** The pages that explain it, the most telling first. */
  docs: { href: string; title: string }[];
  /** Where the sandbox and the live API answer. */
  addresses: { sandbox: string; live: string };
}) {
  const { errors, detail: told, operation, requestId } = noted(request.metadata);
  const refused = request.status >= 400;
  const problems = describeProblems(errors, sentOf(detail), sentOf(passing));
  const single = problems.length === 1 && problems[0]?.pointer === "" ? problems[0] : undefined;
  const curl = writeCurl(
    detail
      ? { method: detail.method, url: `${addresses.sandbox}${detail.path}`, request: detail.request }
      : {
          method: request.method,
          url: `${request.environment === "live" ? addresses.live : addresses.sandbox}${request.route}`,
          request: { headers: {} },
        },
    request.environment === "live" ? "YOUR_LIVE_KEY" : "YOUR_SANDBOX_KEY",
  );
  return (
    <Card aria-label="The call" id="call" className="scroll-mt-20">
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            <Method method={request.method} />
            <code className="break-all">{request.route}</code>
            <Status status={request.status} />
          </span>
        }
        description={time}
        actions={
          operation && detail ? (
            <LinkButton
              href={paths.tryIt(operation, { replay: detail.id })}
              prefetch={false}
              variant={refused ? "primary" : "secondary"}
              icon={<RotateCcw className="size-4" aria-hidden="true" />}
            >
              Replay in Try it
            </LinkButton>
          ) : null
        }
      />
      <CardBody className="space-y-7">
        <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <div className="min-w-0">
            {refused ? (
              <>
                <p className="text-pretty text-md">{told ?? "Nothing was told about this error."}</p>
                {single ? (
                  single.todo ? (
                    <p className="mt-2 font-medium">{single.todo}</p>
                  ) : null
                ) : problems.length ? (
                  <Problems problems={problems} />
                ) : null}
              </>
            ) : (
              <p className="text-ink-muted">It worked.</p>
            )}
            {docs.length ? (
              <>
                <h3 className="mt-5 text-sm">Read on</h3>
                <ul className="mt-1 space-y-1 text-sm">
                  {docs.map(({ href, title }) => (
                    <li key={href}>
                      <Link href={href} prefetch={false} className="text-accent underline underline-offset-4">
                        {title}
                      </Link>
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
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
        </div>
        {detail ? <CallTiming timing={detail.timing} /> : null}
        {detail ? (
          <div className="grid gap-7 lg:grid-cols-2 lg:gap-6">
            <CallMessage
              title="Request"
              firstLine={`${detail.method} /sandbox${detail.path}`}
              message={detail.request}
              problems={errors}
            />
            <CallMessage title="Response" firstLine={String(request.status)} message={detail.response} />
          </div>
        ) : (
          <div className="space-y-4">
            <Headers title="Request headers" headers={request.metadata.requestHeaders ?? request.metadata.headers} />
            <Headers title="Response headers" headers={request.metadata.responseHeaders} />
            <p className="text-ink-muted text-sm">
              {request.origin === "sandbox"
                ? "Headers and body of this call are not kept: only the newest calls of an app are, and fewer while many come at once."
                : "Of live calls the log has what the API reports: no bodies."}
            </p>
          </div>
        )}
        {detail && passing && refused ? (
          <CallDifference mine={detail} passing={passing} pointers={errors.map(({ pointer }) => pointer)} />
        ) : null}
        <CodePanel title="The same call with curl" text={curl} />
      </CardBody>
    </Card>
  );
}
