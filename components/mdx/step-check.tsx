"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment, type ReactNode } from "react";
import { fillText, stepTexts, type Words } from "@/components/docs/frame-texts";
import { chooseApp, doneAt, listSteps, useSteps } from "@/components/docs/steps-store";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

type Say = (text: string) => string;
const sayWith =
  (words: Words | undefined): Say =>
  (text) =>
    words?.[text] ?? text;

/** `POST /shipments 201` as a page says it. */
function Waiting({ verify, say }: { verify: string; say: Say }) {
  const [method, route, status, environment] = verify.split(" ");
  if (!route) return <>{say(stepTexts.facts[verify] ?? verify)}</>;
  const parts: Record<string, ReactNode> = {
    environment,
    call: <code>{`${method} ${route}`}</code>,
    status: <code>{status}</code>,
  };
  return fillText(say(environment ? stepTexts.ownCall : stepTexts.call), (name) => (
    <Fragment key={name}>{parts[name]}</Fragment>
  ));
}

/** What ticks a step, and whether it has happened. Drawn on the server as what to do; the browser adds what is known of the reader. */
export function StepCheck({ verify, words }: { verify: string; words?: Words | undefined }) {
  const say = sayWith(words);
  const state = useSteps(verify);
  const at = doneAt(state, verify);
  const [method, route] = verify.split(" ");
  return (
    <p className="wm-step-check" data-step-done={at ? "" : undefined} data-verify={verify}>
      {at ? (
        <>
          <Check className="size-4" strokeWidth={3} aria-hidden="true" />
          <span>
            <strong>{say(stepTexts.done)}</strong> {formatTime(at)}
            {route && !route.startsWith("{") ? (
              <>
                {" · "}
                <Link href={paths.console.requests({ method, route })} prefetch={false}>
                  {say(stepTexts.calls)}
                </Link>
              </>
            ) : null}
          </span>
        </>
      ) : (
        <>
          <span className="wm-step-dot" data-watching={state.view?.signedIn ? "" : undefined} aria-hidden="true" />
          <span>
            <Waiting verify={verify} say={say} />
          </span>
        </>
      )}
    </p>
  );
}

/** Above the steps: how to get them ticked, or how many are. */
export function StepsProgress({ total, words }: { total: number; words?: Words | undefined }) {
  const say = sayWith(words);
  const state = useSteps();
  const pathname = usePathname();
  const { view, appId } = state;
  if (!view?.signedIn) {
    return (
      <p className="wm-steps-progress">
        {fillText(say(stepTexts.signIn), (label) => (
          <Link key={label} href={paths.signIn(pathname)} prefetch={false}>
            {label}
          </Link>
        ))}
      </p>
    );
  }
  const done = listSteps().filter((verify) => doneAt(state, verify)).length;
  return (
    <div className="wm-steps-progress">
      <output>
        {done >= total
          ? say(stepTexts.all)
          : `${fillText(say(stepTexts.progress), (name) => String(name === "done" ? done : total)).join("")} · ${say(stepTexts.watching)}`}
      </output>
      {view.apps.length > 1 ? (
        <label>
          {say(stepTexts.with)}{" "}
          <select value={appId ?? ""} onChange={(event) => chooseApp(event.target.value)} aria-label="App">
            {view.apps.map((app) => (
              <option key={app.id} value={app.id}>
                {app.name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </div>
  );
}
