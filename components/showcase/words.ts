import type { Tone } from "@/components/ui/badge";
import type { ListingView } from "@/lib/showcase/schema";

/** How a listing's state is called and toned, everywhere. A change that waits counts more than what is published. */
export function listingWord(listing: Pick<ListingView, "state" | "submittedAt" | "hasDraft">): {
  label: string;
  tone: Tone;
} {
  if (listing.state === "published" && listing.submittedAt) return { label: "Change waits", tone: "info" };
  if (listing.submittedAt) return { label: "Waiting", tone: "info" };
  if (listing.state === "published" && listing.hasDraft) return { label: "Published, with a draft", tone: "positive" };
  if (listing.state === "published") return { label: "Published", tone: "positive" };
  if (listing.state === "rejected") return { label: "Sent back", tone: "warning" };
  if (listing.state === "unpublished") return { label: "Taken out", tone: "neutral" };
  return { label: "Draft", tone: "neutral" };
}
