import { PlayOff } from "lucide-react";
import type { ReactNode } from "react";
import { CodeBlock } from "@/components/mdx/code-block";
import { Badge, Method } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs } from "@/components/ui/tabs";
import { paths } from "@/lib/base/paths";
import type { Answer, Body, Callback, Field, Operation } from "@/lib/reference/schema";
import { FieldList, type Side, TypeWords, VariantTabs } from "./field-list";
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

type Fields = { fields: Field[]; api: string; side?: Side };

function Parameters({ title, place, fields, side = "request", api }: { title: string; place: string } & Fields) {
  if (fields.length === 0) return null;
  return (
    <Part id={place} title={title}>
      <FieldList fields={fields} prefix={place} side={side} api={api} />
    </Part>
  );
}

function BodyFields({ body, prefix, side, api }: { body: Body; prefix: string; side: Side; api: string }) {
  const { content } = body;
  if (content.fields.length === 0 && content.variants.length === 0) {
    return (
      <p className="py-2 text-ink-muted text-sm">
        <TypeWords type={content.type} refs={content.refs} api={api} />
      </p>
    );
  }
  return (
    <>
      {content.refs.length === 1 ? (
        <p className="pt-2 text-ink-faint text-sm">
          <TypeWords type={content.type} refs={content.refs} api={api} />
        </p>
      ) : null}
      {content.fields.length > 0 ? <FieldList fields={content.fields} prefix={prefix} side={side} api={api} /> : null}
      <VariantTabs field={content} prefix={prefix} side={side} api={api} />
    </>
  );
}

const isGood = (status: string) => /^[123]/.test(status);
const toneOf = (status: string) => (isGood(status) ? "positive" : status.startsWith("5") ? "negative" : "warning");

function AnswerNotes({ answer }: { answer: Answer }) {
  return (
    <>
      {answer.headers.length > 0 ? (
        <p className="mt-1 text-ink-muted text-sm">
          Headers:{" "}
          {answer.headers.map((header, index) => (
            <span key={header.name} title={header.description || undefined}>
              {index > 0 ? ", " : ""}
              <code className="text-xs">{header.name}</code>
            </span>
          ))}
        </p>
      ) : null}
      {answer.links.map((link) => (
        <p key={link.name} className="mt-1 text-ink-muted text-sm">
          Leads to{" "}
          {link.operation ? (
            <a href={paths.operation(link.operation)} className="text-accent hover:underline">
              {link.name}
            </a>
          ) : (
            link.name
          )}
          {link.parameters.map(({ name, value }) => (
            <span key={name}>
              , <code className="text-xs">{name}</code> from <code className="text-xs">{value}</code>
            </span>
          ))}
        </p>
      ))}
    </>
  );
}

function Answers({ answers, api }: { answers: Answer[]; api: string }) {
  const good = answers.filter((answer) => isGood(answer.status));
  if (good.length === 0) return null;
  return (
    <Part id="answers" title="Answers">
      <div className="divide-y divide-line">
        {good.map((answer) => (
          <div key={answer.status} className="py-3">
            <div className="flex items-baseline gap-3">
              <Badge tone={toneOf(answer.status)} className="font-mono">
                {answer.status}
              </Badge>
              <Html html={answer.descriptionHtml} className="min-w-0 text-base leading-relaxed" />
            </div>
            <AnswerNotes answer={answer} />
            {answer.body ? (
              <BodyFields body={answer.body} prefix={`answer-${answer.status}`} side="answer" api={api} />
            ) : null}
          </div>
        ))}
      </div>
    </Part>
  );
}

function Errors({ answers, api }: { answers: Answer[]; api: string }) {
  const bad = answers.filter((answer) => !isGood(answer.status));
  if (bad.length === 0) return null;
  return (
    <Part id="errors" title="Errors">
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <thead className="text-left text-ink-faint">
            <tr>
              <th scope="col" className="py-1.5 pr-4 font-medium">
                Status
              </th>
              <th scope="col" className="py-1.5 pr-4 font-medium">
                When
              </th>
              <th scope="col" className="py-1.5 font-medium">
                Body
              </th>
            </tr>
          </thead>
          <tbody>
            {bad.map((answer) => (
              <tr key={answer.status} className="border-line border-t align-baseline">
                <td className="py-2.5 pr-4">
                  <Badge tone={toneOf(answer.status)} className="font-mono">
                    {answer.status}
                  </Badge>
                </td>
                <td className="py-2.5 pr-4">
                  <Html html={answer.descriptionHtml} className="text-base leading-relaxed" />
                  <AnswerNotes answer={answer} />
                </td>
                <td className="py-2.5 text-ink-muted">
                  {answer.body ? (
                    <TypeWords type={answer.body.content.type} refs={answer.body.content.refs} api={api} />
                  ) : (
                    "none"
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}

function Callbacks({ callbacks, api }: { callbacks: Callback[]; api: string }) {
  if (callbacks.length === 0) return null;
  return (
    <Part id="callbacks" title="Callbacks">
      {callbacks.map((callback) => (
        <section key={`${callback.name} ${callback.method} ${callback.address}`} className="py-3">
          <h3 className="font-medium text-base">{callback.summary || callback.name}</h3>
          <p className="wrap-anywhere mt-1 text-sm">
            <Method method={callback.method} /> <code>{callback.address}</code>
          </p>
          <Html html={callback.descriptionHtml} className="mt-2 text-base" />
          {callback.body ? (
            <BodyFields body={callback.body} prefix={`callback-${callback.name}`} side="answer" api={api} />
          ) : null}
          {callback.answers.map(({ status, description }) => (
            <p key={status} className="mt-2 text-ink-muted text-sm">
              Answer <code>{status}</code>: {description}
            </p>
          ))}
        </section>
      ))}
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
  tryRefusal,
  actions,
  api,
  guides,
}: {
  operation: Operation;
  /** The API's name, and where its own pages are. */
  api: { title: string; href: string };
  /** Pages of the docs that speak of it. */
  guides: { title: string; description: string; href: string }[];
  samples: HighlightedCode[];
  /** More bodies than the sample's one, and what a webhook sends. */
  bodies: HighlightedCode[];
  answerBodies: HighlightedCode[];
  /** The live address of the API, before the path. */
  base: string;
  /** Whether the portal sends readers' calls (tryIt.enabled). */
  canTry: boolean;
  /** Why this one is not among them, a sentence; null when it is. */
  tryRefusal: string | null;
  /** What can be done with the page as a whole. */
  actions?: ReactNode;
}) {
  const webhook = operation.kind === "webhook";
  return (
    <article className="mx-auto max-w-[76rem]">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Breadcrumbs
          items={[{ label: api.title, href: api.href }, { label: webhook ? "Webhook messages" : operation.group }]}
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
            {canTry && !webhook && tryRefusal === null ? <TryLauncher operation={operation.id} /> : null}
          </div>
          {canTry && tryRefusal ? (
            // Where links to the form (#try) lead.
            <p id="try" className="wrap-anywhere mt-3 flex scroll-mt-20 gap-2 text-ink-muted text-sm">
              <PlayOff className="mt-[3px] size-3.5 shrink-0" aria-hidden="true" />
              {tryRefusal}
            </p>
          ) : null}
          <Html html={operation.descriptionHtml} className="mt-5" />
          {operation.more ? (
            <p className="mt-3 text-sm">
              <a href={operation.more.url} className="text-accent hover:underline">
                {operation.more.description || "Read on"}
              </a>
            </p>
          ) : null}
          {operation.servers.length > 0 ? (
            <p className="wrap-anywhere mt-3 text-ink-muted text-sm">
              Answered at{" "}
              {operation.servers.map((server) => (
                <code key={server.url}>{server.url} </code>
              ))}
            </p>
          ) : null}
          {operation.authorisationHtml ? (
            <Html
              html={`<p>Authorised by ${operation.authorisationHtml}.</p>`}
              className="mt-4 text-ink-muted text-sm"
            />
          ) : null}
          <Parameters title="In the path" place="path" fields={operation.pathParameters} api={operation.api} />
          <Parameters title="In the query" place="query" fields={operation.queryParameters} api={operation.api} />
          <Parameters
            title="In the headers"
            place="headers"
            fields={operation.headerParameters}
            side={webhook ? "answer" : "request"}
            api={operation.api}
          />
          <Parameters title="In cookies" place="cookies" fields={operation.cookieParameters} api={operation.api} />
          {operation.body ? (
            <Part id="body" title={webhook ? "What it sends" : "Body"} note={operation.body.mediaType}>
              <Html html={operation.body.descriptionHtml} className="text-base" />
              <BodyFields
                body={operation.body}
                prefix="body"
                side={webhook ? "answer" : "request"}
                api={operation.api}
              />
              {operation.body.otherTypes.length > 0 ? (
                <p className="mt-2 text-ink-muted text-sm">
                  Also as {operation.body.otherTypes.map((type) => type).join(", ")}.
                </p>
              ) : null}
            </Part>
          ) : null}
          <Answers answers={operation.answers} api={operation.api} />
          <Errors answers={operation.answers} api={operation.api} />
          <Callbacks callbacks={operation.callbacks} api={operation.api} />
          {guides.length > 0 ? (
            <Part id="guides" title="Guides">
              <ul>
                {guides.map((guide) => (
                  <li key={guide.href} className="py-1.5">
                    <a href={guide.href} className="font-medium text-accent hover:underline">
                      {guide.title}
                    </a>
                    <span className="text-ink-muted text-sm"> {guide.description}</span>
                  </li>
                ))}
              </ul>
            </Part>
          ) : null}
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
