import { allTracks } from "./internal/load-tracks";
import { summariseTrack } from "./internal/track";
import type { TrackSummary } from "./schema";

/** One track without its questions, or null. */
export function getTrack(trackId: string): TrackSummary | null {
  const track = allTracks().find((one) => one.id === trackId);
  return track ? summariseTrack(track) : null;
}
