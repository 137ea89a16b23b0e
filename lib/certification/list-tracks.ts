import { allTracks } from "./internal/load-tracks";
import { summariseTrack } from "./internal/track";
import type { TrackSummary } from "./schema";

/** Every track of content/certification without its questions; throws an Error naming file and line when one is wrong. */
export function listTracks(): TrackSummary[] {
  return allTracks().map(summariseTrack);
}
