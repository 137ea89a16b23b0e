"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { chooseApp, doneAt, listSteps, useSteps } from "@/components/docs/steps-store";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

const factWords: Record<string, string> = {
  signed_up: "Ticks when you have signed up",
  app_created: "Ticks when you have an app",
  key_created: "Ticks when you have made a sandbox key",
};

/** `POST /shipments 201` as a page says it. */
function Waiting({ verify }: { verify: string }) {
  const [method, route, status, environment] = verify.split(" ");
  if (!route) return <>{factWords[verify]}</>;
  return (
    <>
      Ticks when{environment ? ` your ${environment}` : ""} <code>{`${method} ${route}`}</code> answers{" "}
      <code>{status}</code>
    </>
  );
}

/** What ticks a step, and whether it has happened. Drawn on the server as what to do; the browser adds what is known of the reader. */
export function StepCheck({ verify }: { verify: string }) {
  const state = useSteps(verify);
  const at = doneAt(state, verify);
  const [method, route] = verify.split(" ");
  return (
    <p className="wm-step-check" data-step-done={at ? "" : undefined} data-verify={verify}>
      {at ? (
        <>
          <Check className="size-4" strokeWidth={3} aria-hidden="true" />
          <span>
            <strong>Done</strong> {formatTime(at)}
            {route && !route.startsWith("{") ? (
              <>
                {" · "}
                <Link href={paths.console.requests({ method, route })} prefetch={false}>
                  your calls
                </Link>
              </>
            ) : null}
          </span>
        </>
      ) : (
        <>
          <span className="wm-step-dot" data-watching={state.view?.signedIn ? "" : undefined} aria-hidden="true" />
          <span>
            <Waiting verify={verify} />
          </span>
        </>
      )}
    </p>
  );
}

/** Above the steps: how to get them ticked, or how many are. */
export function StepsProgress({ total }: { total: number }) {
  const state = useSteps();
  const pathname = usePathname();
  const { view, appId } = state;
  if (!view?.signedIn) {
    return (
      <p className="wm-steps-progress">
        <Link href={paths.signIn(pathname)} prefetch={false}>
          Sign in
        </Link>{" "}
        and these steps tick themselves, from what you really do.
      </p>
    );
  }
  const done = listSteps().filter((verify) => doneAt(state, verify)).length;
  return (
    <div className="wm-steps-progress">
      <output>
        {done >= total ? "All steps done" : `${done} of ${total} steps done`}
        {done >= total ? "" : " · watching for the next"}
      </output>
      {view.apps.length > 1 ? (
        <label>
          with{" "}
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
