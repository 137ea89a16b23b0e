import type { JourneyFacts } from "@/components/journey/checklist-steps";
import type { ReviewView } from "@/lib/certification/schema";
import type { ListingView } from "@/lib/showcase/schema";

type Given = {
  /** Newest first. */
  apps: readonly { id: string }[];
  /** Newest first. */
  reviews: readonly Pick<ReviewView, "appId" | "state">[];
  listings: readonly Pick<
    ListingView,
    "appId" | "state" | "slug" | "submittedAt" | "publishedAt" | "decisionNote" | "hasDraft"
  >[];
  /** Ids of apps that are certified today. */
  certified: ReadonlySet<string>;
};

type Stage = NonNullable<JourneyFacts["showcase"]>;

/** Furthest last. */
const order: Stage["stage"][] = [
  "nothing",
  "changes_requested",
  "review_waits",
  "certified",
  "draft",
  "sent_back",
  "waits",
  "published",
];

/** How far a company is on the way into the showcase, by its app that is furthest. Null: no app yet. Pure. */
export function showcaseStage(given: Given): Stage | null {
  const stages = given.apps.map(({ id }) => stageOf(id, given));
  return stages.reduce<Stage | null>(
    (best, stage) => (!best || order.indexOf(stage.stage) > order.indexOf(best.stage) ? stage : best),
    null,
  );
}

function stageOf(appId: string, { reviews, listings, certified }: Given): Stage {
  const listing = listings.find((one) => one.appId === appId);
  if (listing?.state === "published" && listing.publishedAt) {
    return { stage: "published", appId, at: listing.publishedAt, slug: listing.slug };
  }
  if (listing?.submittedAt) return { stage: "waits", appId };
  if (certified.has(appId)) {
    if (!listing) return { stage: "certified", appId };
    const cameBack = listing.state === "rejected" || listing.state === "unpublished";
    return { stage: cameBack && listing.decisionNote ? "sent_back" : "draft", appId };
  }
  const review = reviews.find((one) => one.appId === appId);
  if (review?.state === "submitted") return { stage: "review_waits", appId };
  if (review?.state === "changes_requested") return { stage: "changes_requested", appId };
  return { stage: "nothing", appId };
}
