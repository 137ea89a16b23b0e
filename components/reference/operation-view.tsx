import type { ReactNode } from "react";
import { CodeBlock } from "@/components/mdx/code-block";
import { Badge, Method } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs } from "@/components/ui/tabs";
import { paths } from "@/lib/base/paths";
import type { Answer, Body, Field, Operation } from "@/lib/reference/schema";
import { FieldList } from "./field-list";
import { Html } from "./html";
import { TryLauncher } from "./try/try-launcher";

/** Code that the page has highlighted already. */
export type HighlightedCode = { label: string; language: string; html: string };

function Part({ id, title, note, children }: { id: string; title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-10" aria-labelledby={id}>
      <h2
        id={id}
        className="mb-2 flex scroll-mt-20 items-baseline justify-between gap-3 border-line border-b pb-2 text-lg"
      >
        {title}
        {note ? <span className="font-normal text-ink-faint text-sm tracking-normal">{note}</span> : null}
      </h2>
      {children}
    </section>
  );
}

function Parameters({
  title,
  place,
  fields,
  side = "request",
}: {
  title: string;
  place: string;
  fields: Field[];
  side?: "request" | "answer";
}) {
  if (fields.length === 0) return null;
  return (
    <Part id={place} title={title}>
      <FieldList fields={fields} prefix={place} side={side} />
    </Part>
  );
}

function BodyFields({ body, prefix, side }: { body: Body; prefix: string; side: "request" | "answer" }) {
  if (body.content.fields.length > 0) return <FieldList fields={body.content.fields} prefix={prefix} side={side} />;
  if (body.content.variants.length > 0)
    return <FieldList fields={[{ ...body.content, name: "body" }]} prefix={prefix} side={side} />;
  return <p className="py-2 text-ink-muted text-sm">{body.content.type}</p>;
}

const isGood = (status: string) => /^[23]/.test(status);

function Answers({ answers }: { answers: Answer[] }) {
  return (
    <Part id="answers" title="Answers">
      <div className="divide-y divide-line">
        {answers.map((answer) => {
          const content = answer.body && isGood(answer.status) ? answer.body : null;
          return (
            <div key={answer.status} className="py-3">
              <div className="flex items-baseline gap-3">
                <Badge
                  tone={isGood(answer.status) ? "positive" : answer.status.startsWith("5") ? "negative" : "warning"}
                  className="font-mono"
                >
                  {answer.status}
                </Badge>
                <Html html={answer.descriptionHtml} className="min-w-0 text-base leading-relaxed" />
              </div>
              {answer.headers.length > 0 ? (
                <p className="mt-1 text-ink-muted text-sm">
                  Headers:{" "}
                  {answer.headers.map((header, index) => (
                    <span key={header.name}>
                      {index > 0 ? ", " : ""}
                      <code className="text-xs">{header.name}</code>
                    </span>
                  ))}
                </p>
              ) : null}
              {content ? <BodyFields body={content} prefix={`answer-${answer.status}`} side="answer" /> : null}
            </div>
          );
        })}
      </div>
    </Part>
  );
}

function Codes({ label, codes, block }: { label: string; codes: HighlightedCode[]; block: string }) {
  if (codes.length === 0) return null;
  return (
    <Tabs
      label={label}
      tabs={codes.map((code) => ({
        label: code.label,
        panel: (
          <CodeBlock
            html={code.html}
            language={code.language}
            block={`${block} ${code.label}`}
            className="[&_pre]:max-h-[30rem] [&_pre]:overflow-y-auto"
          />
        ),
      }))}
    />
  );
}

/** One operation: what it takes and answers at the left, code to copy at the right. */
export function OperationView({
  operation,
  samples,
  bodies,
  answerBodies,
  base,
  canTry,
  actions,
}: {
  operation: Operation;
  samples: HighlightedCode[];
  /** More bodies than the sample's one, and what a webhook sends. */
  bodies: HighlightedCode[];
  answerBodies: HighlightedCode[];
  /** The live address of the API, before the path. */
  base: string;
  /** Whether the portal sends readers' calls (tryIt.enabled). */
  canTry: boolean;
  /** What can be done with the page as a whole. */
  actions?: ReactNode;
}) {
  const webhook = operation.kind === "webhook";
  return (
    <article className="mx-auto max-w-[76rem]">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Breadcrumbs
          items={[
            { label: "API reference", href: paths.reference },
            { label: webhook ? "Webhook messages" : operation.group },
          ]}
        />
        {actions}
      </div>
      <div className="mt-2 xl:grid xl:grid-cols-[minmax(0,1fr)_minmax(0,31rem)] xl:gap-x-12">
        <div className="min-w-0">
          <h1 className="flex flex-wrap items-center gap-3 text-3xl tracking-tight">
            {operation.summary}
            {operation.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
          </h1>
          <div className="mt-3 flex flex-wrap items-center gap-3">
            <p className="inline-flex max-w-full items-center gap-2.5 rounded-md border border-line bg-code py-0.5 pr-0.5 pl-3">
              {webhook ? <span className="text-ink-faint text-sm">event</span> : <Method method={operation.method} />}
              <code className="truncate text-sm">{operation.path}</code>
              <CopyButton
                text={webhook ? operation.path : `${base}${operation.path}`}
                label={webhook ? "Copy the event's name" : "Copy the live address"}
              />
            </p>
            {canTry && !webhook ? <TryLauncher operation={operation.id} /> : null}
          </div>
          <Html html={operation.descriptionHtml} className="mt-5" />
          {operation.authorisationHtml ? (
            <Html
              html={`<p>Authorised by ${operation.authorisationHtml}.</p>`}
              className="mt-4 text-ink-muted text-sm"
            />
          ) : null}
          <Parameters title="In the path" place="path" fields={operation.pathParameters} />
          <Parameters title="In the query" place="query" fields={operation.queryParameters} />
          <Parameters
            title="In the headers"
            place="headers"
            fields={operation.headerParameters}
            side={webhook ? "answer" : "request"}
          />
          {operation.body ? (
            <Part id="body" title={webhook ? "What it sends" : "Body"} note={operation.body.mediaType}>
              <Html html={operation.body.descriptionHtml} className="text-base" />
              <BodyFields body={operation.body} prefix="body" side={webhook ? "answer" : "request"} />
            </Part>
          ) : null}
          <Answers answers={operation.answers} />
        </div>
        <div className="mt-10 min-w-0 xl:mt-0">
          <div className="space-y-6 xl:sticky xl:top-[calc(var(--header-height)+2.5rem)] xl:max-h-[calc(100dvh-var(--header-height)-4rem)] xl:overflow-y-auto xl:pb-2">
            {samples.length > 0 ? (
              <section aria-labelledby="sample">
                <h2 id="sample" className="mb-2 font-semibold text-sm tracking-normal">
                  The request
                </h2>
                <Codes label="Language" codes={samples} block={operation.id} />
              </section>
            ) : null}
            {bodies.length > 0 ? (
              <section aria-labelledby="bodies">
                <h2 id="bodies" className="mb-2 font-semibold text-sm tracking-normal">
                  {webhook ? "A message" : "Bodies to send"}
                </h2>
                <div className="space-y-2">
                  {bodies.map((body, index) => (
                    <details
                      key={body.label}
                      className="group/body rounded-lg border border-line"
                      open={webhook && index === 0}
                    >
                      <summary className="cursor-pointer px-3.5 py-2 text-ink-muted text-sm hover:text-ink group-open/body:text-ink">
                        {body.label}
                      </summary>
                      <CodeBlock
                        html={body.html}
                        language={body.language}
                        block={`${operation.id} ${body.label}`}
                        className="rounded-none! border-x-0! border-b-0!"
                      />
                    </details>
                  ))}
                </div>
              </section>
            ) : null}
            {answerBodies.length > 0 ? (
              <section aria-labelledby="answer-bodies">
                <h2 id="answer-bodies" className="mb-2 font-semibold text-sm tracking-normal">
                  What comes back
                </h2>
                <Codes label={`Answers of ${operation.id}`} codes={answerBodies} block={`${operation.id} answer`} />
              </section>
            ) : null}
          </div>
        </div>
      </div>
    </article>
  );
}
