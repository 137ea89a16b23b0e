import "./track";

type Decision = "granted" | "denied";

/** What was decided in this browser, or by it: Global Privacy Control and Do Not Track are a no. Null: nobody was asked yet. */
export function readConsent(): Decision | null {
  const signals = navigator as { globalPrivacyControl?: boolean };
  if (signals.globalPrivacyControl || navigator.doNotTrack === "1") return "denied";
  return (/(?:^|; )wm_consent=(granted|denied)/.exec(document.cookie)?.[1] as Decision | undefined) ?? null;
}

/** Hands the decision to the tracker, which has the edge remember it; waits for it when it is not loaded yet. */
export function decideConsent(decision: Decision): void {
  window.waymark ??= {};
  const house = window.waymark;
  if (house.consent) {
    house.consent(decision);
    return;
  }
  house.q ??= [];
  house.q.push(["consent", decision]);
}
