import { useId, useState } from "react";
import { Status } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { classNames } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { formatNumber } from "@/lib/base/format";
import type { Outcome, TryAnswer } from "./types";

type Problem = { type?: string; title?: string; detail?: string; errors?: { pointer?: string; detail?: string }[] };

/** An error of the API in the usual form (RFC 9457), with what it says about fields. */
export function problemOf({ status, body }: TryAnswer): Problem | null {
  if (status < 400 || !body) return null;
  try {
    const value = JSON.parse(body) as Problem;
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** Only a page of the portal, or a whole https address: an answer is somebody else's text. */
function safeLink(type: unknown): string | null {
  if (typeof type !== "string") return null;
  return /^\/[a-z]/.test(type) || /^https:\/\/[^\s]+$/.test(type) ? type : null;
}

function pretty(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

const code = "overflow-x-auto p-4 pt-11 text-[0.78rem] leading-relaxed";

function BodyOf({ answer }: { answer: TryAnswer }) {
  const id = useId();
  const [raw, setRaw] = useState(false);
  if (answer.body === null) {
    return <p className="p-4 text-ink-muted text-sm">{formatNumber(answer.bytes)} bytes that are no text.</p>;
  }
  if (answer.body === "") return <p className="p-4 text-ink-muted text-sm">No body.</p>;
  const neat = pretty(answer.body);
  return (
    <div className="relative">
      <div className="absolute top-1.5 right-2 z-10 flex items-center gap-1">
        {neat === null ? null : (
          <Button size="sm" variant="secondary" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            {raw ? "Pretty" : "Raw"}
          </Button>
        )}
        <CopyButton from={id} label="Copy the body" className="bg-code" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
      <pre id={id} tabIndex={0} className={raw ? `${code} whitespace-pre-wrap [overflow-wrap:anywhere]` : code}>
        {raw || neat === null ? answer.body : neat}
      </pre>
      {answer.cut ? (
        <p className="border-line border-t px-4 py-2 text-ink-muted text-sm">Cut here: the answer is longer.</p>
      ) : null}
    </div>
  );
}

function Answer({ answer }: { answer: TryAnswer }) {
  const [part, setPart] = useState<"body" | "headers">("body");
  const problem = problemOf(answer);
  const link = safeLink(problem?.type);
  return (
    <div>
      <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm">
        <div>
          <dt className="sr-only">Status</dt>
          <dd>
            <Status status={answer.status} />
          </dd>
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-muted">Time</dt>
          <dd className="tabular-nums">{formatNumber(answer.ms)} ms</dd>
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-muted">Size</dt>
          <dd className="tabular-nums">{formatNumber(answer.bytes)} B</dd>
        </div>
        {answer.redirects > 0 ? (
          <div className="flex gap-1.5">
            <dt className="text-ink-muted">Redirects</dt>
            <dd>{answer.redirects}</dd>
          </div>
        ) : null}
      </dl>
      <p className="mt-1.5 text-ink-faint text-xs [overflow-wrap:anywhere]">
        <code>{answer.url}</code>
      </p>
      {problem?.title || problem?.detail ? (
        <Callout kind="warning" title={problem.title ?? "The API refused"} className="mt-3">
          {problem.detail ? <p>{problem.detail}</p> : null}
          {Array.isArray(problem.errors) && problem.errors.length > 0 ? (
            <ul className="mt-1 list-disc pl-5">
              {problem.errors.slice(0, 20).map((error, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn once
                <li key={index}>
                  <code className="text-sm">{String(error.pointer ?? "")}</code> {String(error.detail ?? "")}
                </li>
              ))}
            </ul>
          ) : null}
          {link ? (
            <p className="mt-1">
              <a href={link} target="_blank" rel="noopener" className="text-accent underline">
                What this error means
              </a>
            </p>
          ) : null}
        </Callout>
      ) : null}
      <div className="mt-3 overflow-hidden rounded-lg border border-line bg-code">
        <div className="flex gap-1 border-line border-b px-2 py-1">
          {(["body", "headers"] as const).map((one) => (
            <Button
              key={one}
              size="sm"
              variant="ghost"
              aria-pressed={part === one}
              onClick={() => setPart(one)}
              className={classNames(part === one && "bg-hover text-ink!")}
            >
              {one === "body" ? "Body" : `Headers (${answer.headers.length})`}
            </Button>
          ))}
        </div>
        {part === "body" ? (
          <BodyOf answer={answer} />
        ) : (
          <dl className="grid gap-x-4 gap-y-1 p-4 font-mono text-xs sm:grid-cols-[auto_1fr]">
            {answer.headers.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-muted">{name}</dt>
                <dd className="mb-1 [overflow-wrap:anywhere] sm:mb-0">{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </div>
  );
}

/** What the last attempt brought. */
export function OutcomeView({ outcome }: { outcome: Outcome }) {
  if (outcome.kind === "answer") return <Answer answer={outcome.answer} />;
  if (outcome.kind === "failure") {
    return (
      <Callout kind="warning" title="No answer">
        {outcome.detail} (after {formatNumber(outcome.ms)} ms)
      </Callout>
    );
  }
  return (
    <Callout kind="warning" title="Not sent">
      {outcome.detail}
    </Callout>
  );
}
