import { paths } from "@/lib/base/paths";
import type { MissingForLive } from "@/lib/keys/schema";

/** What the rooms know of a developer's journey; times as RFC 3339, null: not yet. Calls are null when the ledger does not answer. */
export type JourneyFacts = {
  signedUpAt: string | null;
  /** The company's newest app. */
  app: { id: string; name: string; createdAt: string } | null;
  /** The newest sandbox key of the person's own, by its start. */
  sandboxKey: { appId: string; start: string; createdAt: string } | null;
  calls: { firstSandbox: string | null; firstSandbox2xx: string | null; firstLive: string | null } | null;
  certification: { at: string; code: string } | null;
  /** The track to take: the one under way, else the first. Null: the portal has none. */
  track: { id: string; title: string; open: boolean } | null;
  liveKey: { createdAt: string } | null;
  /** What `keys.livePolicy` still asks for. */
  missingForLive: MissingForLive[];
  /** The way into the showcase, of the app that is furthest on it. */
  showcase:
    | {
        stage: "nothing" | "review_waits" | "changes_requested" | "certified" | "draft" | "waits" | "sent_back";
        appId: string;
      }
    | { stage: "published"; appId: string; at: string; slug: string }
    | null;
};

export type ChecklistStep = {
  id:
    | "sign_up"
    | "app"
    | "sandbox_key"
    | "first_sandbox_call"
    | "first_sandbox_2xx"
    | "certification"
    | "live_key"
    | "first_live_call"
    | "listing";
  title: string;
  /** What to do, and why. */
  text: string;
  doneAt: string | null;
  /** It is somebody else's turn. */
  waiting: boolean;
  action: { label: string; href: string } | null;
  /** Which ready-made call to show with it. */
  call: "sandbox" | "live" | null;
};

/** The journey as a checklist, in order. Every tick comes from something that happened, none can be set by hand. */
export function buildChecklist(facts: JourneyFacts): ChecklistStep[] {
  const { app, calls } = facts;
  const keysHref = app ? paths.console.appKeys(app.id) : paths.console.newApp;
  const plain = { waiting: false, call: null };
  return [
    {
      ...plain,
      id: "sign_up",
      title: "Sign up",
      text: "You are in.",
      doneAt: facts.signedUpAt,
      action: null,
    },
    {
      ...plain,
      id: "app",
      title: "Create an app",
      text: "An app is what you build; it owns your keys, and later its certificate and its page in the showcase.",
      doneAt: app?.createdAt ?? null,
      action: { label: "Create an app", href: paths.console.newApp },
    },
    {
      ...plain,
      id: "sandbox_key",
      title: "Make a sandbox key",
      text: "Sandbox keys call a copy of the API where nothing is shipped and nothing is charged.",
      doneAt: facts.sandboxKey?.createdAt ?? null,
      action: { label: "Make a sandbox key", href: keysHref },
    },
    {
      ...plain,
      id: "first_sandbox_call",
      title: "Call the sandbox",
      text: "Paste this into a terminal, with your key's secret in its place. This page notices by itself.",
      doneAt: calls?.firstSandbox ?? null,
      action: { label: "Quickstart", href: paths.docs("quickstart") },
      call: "sandbox",
    },
    {
      ...plain,
      id: "first_sandbox_2xx",
      title: "Get a successful answer",
      text: calls?.firstSandbox
        ? "Your call arrived and was refused. The answer says which field, below is why; then try again."
        : "An answer with a status of 2xx: the sandbox took your request.",
      doneAt: calls?.firstSandbox2xx ?? null,
      action: { label: "See your requests", href: paths.console.requests() },
      call: "sandbox",
    },
    certificationStep(facts),
    {
      ...plain,
      id: "live_key",
      title: "Make a live key",
      text: facts.missingForLive.length
        ? `Live keys come after ${facts.missingForLive.map((missing) => missingWords[missing]).join(" and ")}.`
        : "The same calls, for real: live keys ship parcels and cost money, so keep the secret on your servers.",
      doneAt: facts.liveKey?.createdAt ?? null,
      action: { label: "Make a live key", href: keysHref },
    },
    {
      ...plain,
      id: "first_live_call",
      title: "Make a live call",
      text: "The same request with your live key, to the live address.",
      doneAt: calls?.firstLive ?? null,
      action: { label: "Going live", href: paths.docs("go-live") },
      call: "live",
    },
    listingStep(facts),
  ];
}

const missingWords = {
  verified_email: "a verified e-mail address",
  first_sandbox_2xx: "a successful sandbox call",
  certification: "a certification",
} as const;

function certificationStep({ certification, track }: JourneyFacts): ChecklistStep {
  return {
    id: "certification",
    title: "Get certified",
    text: track
      ? `${track.title}: questions about the docs and a task done in the sandbox. The certificate is public.`
      : "This portal has no certification track yet.",
    doneAt: certification?.at ?? null,
    waiting: false,
    action: track
      ? { label: track.open ? "Continue the attempt" : "To the track", href: paths.console.track(track.id) }
      : { label: "Certification", href: paths.console.certification },
    call: null,
  };
}

const listingTurns = {
  nothing: {
    text: "Submit the app to be certified; then it can have a page in the showcase.",
    label: "Submit the app",
    to: "review",
  },
  review_waits: {
    text: "A person is looking at your app. What they say shows up here.",
    label: "See the review",
    to: "review",
  },
  changes_requested: {
    text: "The reviewer asks for changes before the app can be certified.",
    label: "Read the note",
    to: "review",
  },
  certified: {
    text: "The app is certified. Write its page for the showcase.",
    label: "Write the listing",
    to: "listing",
  },
  draft: {
    text: "The listing is a draft. Submit it when it says what you want.",
    label: "Open the listing",
    to: "listing",
  },
  waits: {
    text: "A person is reading your listing. It appears once they publish it.",
    label: "See the listing",
    to: "listing",
  },
  sent_back: { text: "The listing came back with a note.", label: "Read the note", to: "listing" },
} as const;

function listingStep({ showcase }: JourneyFacts): ChecklistStep {
  const base = { id: "listing", title: "Be in the showcase", doneAt: null, waiting: false, call: null } as const;
  if (!showcase) {
    return {
      ...base,
      text: "Certified apps can have a page of their own, with a link to your site.",
      action: { label: "How it works", href: paths.docs("showcase") },
    };
  }
  if (showcase.stage === "published") {
    return {
      ...base,
      text: "Your app is in the showcase.",
      doneAt: showcase.at,
      action: { label: "See its page", href: paths.listing(showcase.slug) },
    };
  }
  const turn = listingTurns[showcase.stage];
  const href =
    turn.to === "review" ? paths.console.appReview(showcase.appId) : paths.console.appListing(showcase.appId);
  return {
    ...base,
    text: turn.text,
    waiting: showcase.stage === "review_waits" || showcase.stage === "waits",
    action: { label: turn.label, href },
  };
}

/** The step to take now: the first that is not done and not somebody else's turn, else the one that waits. Null: all done. */
export function nextStep(steps: readonly ChecklistStep[]): ChecklistStep | null {
  const open = steps.filter((step) => !step.doneAt);
  return open.find((step) => !step.waiting) ?? open[0] ?? null;
}
