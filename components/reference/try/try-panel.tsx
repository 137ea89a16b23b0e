"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { chooseSandboxKey, chosenKeyId } from "@/components/layout/sandbox-key";
import { track } from "@/components/layout/track";
import { Method, Status } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { paths } from "@/lib/base/paths";
import type { TryForm } from "@/lib/reference/schema";
import { BodyEditor } from "./try-body";
import { TryCode } from "./try-code";
import { ParameterFields } from "./try-fields";
import { FormBody } from "./try-form-body";
import { type Attempt, addAttempt, forgetAttempts, readAttempts } from "./try-history";
import { KeyPicker } from "./try-key";
import { OutcomeView, problemOf } from "./try-outcome";
import {
  demoKey,
  noKey,
  type Outcome,
  type TryAnswer,
  type TryErrors,
  type TrySession,
  type Typed,
  toValues,
  typedFor,
  withValues,
} from "./types";

/** Where parameters stand, in the order of the form. */
const parameterPlaces = [
  { title: "Path", place: "path", fields: "pathFields" },
  { title: "Query", place: "query", fields: "queryFields" },
  { title: "Headers", place: "headers", fields: "headerFields" },
  { title: "Cookies", place: "cookies", fields: "cookieFields" },
] as const;

type Door = {
  answer?: TryAnswer;
  failure?: { detail: string; ms: number };
  detail?: string;
  errors?: { pointer: string; detail: string }[];
};

function firstKey(form: TryForm, { keys, demo }: TrySession): string {
  if (form.key === null) return noKey;
  const chosen = chosenKeyId();
  return keys.find(({ id }) => id === chosen)?.id ?? keys[0]?.id ?? (demo ? demoKey : noKey);
}

/** What the API says is wrong with the body, beside the fields it was typed in. */
function errorsOfAnswer(answer: TryAnswer, place: "/body" | "/form"): TryErrors {
  const errors = problemOf(answer)?.errors;
  if (!Array.isArray(errors)) return {};
  const found = errors.flatMap(({ pointer, detail }) =>
    typeof pointer === "string" && pointer.startsWith("/") && typeof detail === "string"
      ? [[`${place}${pointer}`, detail]]
      : [],
  );
  return Object.fromEntries(found) as TryErrors;
}

/** The form at one side, what it brought at the other. */
export function TryPanel({
  form,
  session,
  replay,
}: {
  form: TryForm;
  session: TrySession;
  replay: { values: Partial<Typed>; note?: string } | { problem: string } | null;
}) {
  const [typed, setTyped] = useState<Typed>(() =>
    replay && "values" in replay ? withValues(form, replay.values) : typedFor(form),
  );
  const [key, setKey] = useState(() => firstKey(form, session));
  const [errors, setErrors] = useState<TryErrors>({});
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const [attempts, setAttempts] = useState<Attempt[]>(() => readAttempts(session.reader));
  const outcomeRef = useRef<HTMLElement>(null);
  const formRef = useRef<HTMLFormElement>(null);
  const own = form.servers.find(({ url }) => url === typed.server)?.own ?? false;
  const mine = attempts.filter(({ operation }) => operation === form.operation);

  const change = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }));
  const changeIn = (place: "path" | "query" | "headers" | "cookies" | "form") => (name: string, text: string) =>
    setTyped((before) => ({ ...before, [place]: { ...before[place], [name]: text } }));
  const chooseKey = (id: string) => {
    setKey(id);
    // One choice for Try it and the examples.
    if (id !== demoKey && id !== noKey) void chooseSandboxKey(id);
  };

  // Of the whole dialog: when it has just been opened, nothing in the form has the focus.
  useEffect(() => {
    const dialog = formRef.current?.closest("dialog");
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || (!event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      formRef.current?.requestSubmit();
    };
    dialog?.addEventListener("keydown", onKey);
    return () => dialog?.removeEventListener("keydown", onKey);
  }, []);

  // On a small screen the answer stands below the form. Only what holds both is scrolled: the dialog would come along with scrollIntoView.
  useEffect(() => {
    const section = outcomeRef.current;
    const both = section?.parentElement;
    if (outcome && both && matchMedia("(max-width: 63.99rem)").matches) {
      both.scrollBy({ top: section.getBoundingClientRect().top - both.getBoundingClientRect().top });
    }
  }, [outcome]);

  async function send(event?: FormEvent) {
    event?.preventDefault();
    if (sending) return;
    setSending(true);
    try {
      const response = await fetch(paths.api.try, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ operation: form.operation, key, values: toValues(typed) }),
      });
      const result = (await response.json()) as Door;
      finish(response.status, result);
    } catch {
      setOutcome({ kind: "refused", status: 0, detail: "The portal does not answer. Is the connection there?" });
    } finally {
      setSending(false);
    }
  }

  function finish(status: number, { answer, failure, detail, errors: wrong }: Door) {
    if (answer) {
      setErrors(errorsOfAnswer(answer, form.body?.kind === "form" ? "/form" : "/body"));
      setOutcome({ kind: "answer", answer });
      const { unchecked: _, ...values } = typed;
      const made = { at: Date.now(), operation: form.operation, method: form.method, path: form.path };
      setAttempts(addAttempt(session.reader, { ...made, status: answer.status, values }));
      track("operation_tried", {
        operation: form.operation,
        status: answer.status,
        key: key === demoKey ? "demo" : key === noKey ? "none" : "own",
      });
    } else if (failure) {
      setErrors({});
      setOutcome({ kind: "failure", ...failure });
    } else {
      // What was typed stays; each field says what is wrong with it.
      setErrors(Object.fromEntries((wrong ?? []).map((error) => [error.pointer, error.detail])));
      setOutcome({
        kind: "refused",
        status,
        detail: wrong?.length
          ? "Some fields need a look; nothing was sent."
          : (detail ?? `The portal answered ${status}.`),
      });
    }
  }

  return (
    <form onSubmit={send} noValidate ref={formRef} className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto lg:grid lg:grid-cols-2 lg:overflow-hidden">
        <div className="space-y-5 px-4 py-4 sm:px-5 lg:overflow-y-auto lg:border-line lg:border-r">
          {replay && "problem" in replay ? (
            <Callout kind="warning" title="The call could not be filled in">
              {replay.problem}
            </Callout>
          ) : replay ? (
            <Callout title="From your request log">
              The form holds what was sent.{" "}
              {replay.note ?? "What the log keeps to itself, such as secrets, is left out."}
            </Callout>
          ) : null}
          <p className="flex min-w-0 items-baseline gap-2.5">
            <Method method={form.method} />
            <code className="min-w-0 text-sm [overflow-wrap:anywhere]">{form.path}</code>
          </p>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Server" name="server" error={errors["/server"]}>
              {(control) => (
                <Select {...control} value={typed.server} onChange={(event) => change({ server: event.target.value })}>
                  {form.servers.map((server) => (
                    <option key={server.url} value={server.url}>
                      {server.own ? "Sandbox" : server.url}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <KeyPicker
              session={session}
              needed={form.key !== null}
              unmet={form.unmet}
              value={key}
              error={errors["/key"]}
              onChange={chooseKey}
            />
          </div>
          {parameterPlaces.map(({ title, place, fields }) => (
            <ParameterFields
              key={place}
              title={title}
              place={place}
              fields={form[fields]}
              values={typed[place]}
              errors={errors}
              onChange={changeIn(place)}
            />
          ))}
          {form.body?.kind === "form" ? (
            <FormBody
              body={form.body}
              typed={typed}
              maxFileBytes={form.maxFileBytes}
              errors={errors}
              onText={changeIn("form")}
              onFiles={(name, files) =>
                setTyped((before) => ({ ...before, files: { ...before.files, [name]: files } }))
              }
            />
          ) : form.body ? (
            <BodyEditor body={form.body} text={typed.body} errors={errors} onChange={(body) => change({ body })} />
          ) : null}
          <details className="text-sm">
            <summary className="cursor-pointer text-accent hover:underline">More</summary>
            <div className="mt-3 space-y-3">
              {own ? (
                <Field
                  label="Let the sandbox play"
                  name="scenario"
                  optional
                  error={errors["/scenario"]}
                  hint="Such as error=not_found, ratelimit, latency=800 or timeout; see the page about the sandbox."
                >
                  {(control) => (
                    <Input
                      {...control}
                      value={typed.scenario}
                      onChange={(event) => change({ scenario: event.target.value })}
                      autoComplete="off"
                      spellCheck={false}
                    />
                  )}
                </Field>
              ) : null}
              <Checkbox
                checked={typed.unchecked}
                onChange={(event) => change({ unchecked: event.target.checked })}
                label="Send what breaks the document too"
                hint="To see how the API refuses it: required fields, types and limits are not looked at before."
              />
            </div>
          </details>
        </div>
        <section
          ref={outcomeRef}
          aria-label="Answer"
          className="space-y-4 border-line border-t px-4 py-4 sm:px-5 lg:overflow-y-auto lg:border-t-0"
        >
          <div role="status" aria-live="polite" className="sr-only">
            {sending ? "Sending" : outcome ? sayOutcome(outcome) : ""}
          </div>
          {outcome ? (
            <OutcomeView outcome={outcome} />
          ) : (
            <p className="rounded-lg border border-line border-dashed px-4 py-8 text-center text-ink-muted text-sm">
              Send the request, and the answer stands here.
            </p>
          )}
          <TryCode operation={form.operation} typed={typed} />
          {mine.length > 0 ? (
            <details className="rounded-lg border border-line">
              <summary className="cursor-pointer px-4 py-2 font-medium text-sm">
                History <span className="font-normal text-ink-faint">{mine.length}</span>
              </summary>
              <ul className="divide-y divide-line border-line border-t">
                {mine.map((attempt) => (
                  <li key={attempt.at}>
                    <button
                      type="button"
                      className="flex w-full items-center gap-3 px-4 py-2 text-left text-sm hover:bg-hover"
                      onClick={() => setTyped(withValues(form, attempt.values))}
                    >
                      <Status status={attempt.status} />
                      <span className="min-w-0 flex-1 truncate">{summaryOf(attempt)}</span>
                      <time className="text-ink-faint text-xs" dateTime={new Date(attempt.at).toISOString()}>
                        {new Date(attempt.at).toLocaleTimeString()}
                      </time>
                    </button>
                  </li>
                ))}
              </ul>
              <p className="flex items-center justify-between gap-3 border-line border-t px-4 py-2 text-ink-muted text-xs">
                Kept in this browser, without keys and secrets.
                <Button
                  size="sm"
                  variant="ghost"
                  onClick={() => {
                    forgetAttempts(session.reader);
                    setAttempts([]);
                  }}
                >
                  Forget
                </Button>
              </p>
            </details>
          ) : null}
        </section>
      </div>
      <footer className="flex items-center gap-3 border-line border-t bg-sunken px-4 py-2.5 sm:px-5">
        <Button type="submit" variant="primary" disabled={sending} icon={sending ? <Spinner /> : undefined}>
          {sending ? "Sending…" : "Send"}
        </Button>
        <Button variant="ghost" onClick={() => setTyped(typedFor(form))}>
          Start over
        </Button>
        <span className="ml-auto hidden text-ink-faint text-xs sm:inline">Ctrl+Enter sends</span>
      </footer>
    </form>
  );
}

function sayOutcome(outcome: Outcome): string {
  if (outcome.kind === "answer") return `Status ${outcome.answer.status} after ${outcome.answer.ms} milliseconds`;
  return outcome.detail;
}

/** What tells one attempt from the next: its parameters, else how its body begins. */
function summaryOf({ values }: Attempt): string {
  const parts = [
    ...Object.values(values.path),
    ...[...Object.entries(values.query), ...Object.entries(values.form ?? {})].flatMap(([name, text]) =>
      text ? [`${name}=${text.slice(0, 40)}`] : [],
    ),
    ...Object.values(values.files ?? {}).flatMap((files) => files.map(({ name }) => name)),
  ];
  return parts.filter(Boolean).join(" ") || values.body.replace(/\s+/g, " ").slice(0, 80) || "no values";
}
