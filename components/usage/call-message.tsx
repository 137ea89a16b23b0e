import type { SentMessage } from "@/lib/usage/schema";
import { JsonLines } from "./json-lines";

/** Headers of a kept message; credentials read `[redacted]`. */
export function Headers({ title, headers }: { title: string; headers: unknown }) {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return null;
  const all = Object.entries(headers);
  if (all.length === 0) return null;
  return (
    <details className="text-sm" open={all.length < 8}>
      <summary className="cursor-pointer text-ink-muted">{title}</summary>
      <dl className="mt-2 space-y-1">
        {all.map(([name, value]) => (
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

/** What was sent, or answered: headers and body. `problems` are said at their lines of the body. */
export function CallMessage({
  title,
  firstLine,
  message,
  problems,
}: {
  title: string;
  firstLine: string;
  message: SentMessage;
  problems?: { pointer: string; detail: string }[];
}) {
  return (
    <section className="min-w-0 space-y-3" aria-label={title}>
      <h3 className="text-md">{title}</h3>
      <p className="break-all rounded-md border border-line bg-code px-3 py-1.5 font-mono text-sm">{firstLine}</p>
      <Headers title="Headers" headers={message.headers} />
      {message.body !== undefined ? (
        <JsonLines title="Body" value={message.body} problems={problems} />
      ) : message.text !== undefined ? (
        <figure className="wm-code">
          <figcaption className="wm-code-head">The beginning of the body</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
          <pre tabIndex={0}>
            <code>{message.text}</code>
          </pre>
        </figure>
      ) : message.note ? null : (
        <p className="text-ink-muted text-sm">No body.</p>
      )}
      {message.note ? <p className="text-ink-muted text-sm">{message.note}</p> : null}
    </section>
  );
}
