import { PortalError } from "@/lib/base/errors";
import { allTracks } from "./load-tracks";
import type { Track } from "./track";

/** The track; throws `not_found`. */
export function requireTrack(trackId: string): Track {
  const track = allTracks().find((one) => one.id === trackId);
  if (!track) throw new PortalError("not_found", "There is no such certification track.");
  return track;
}
