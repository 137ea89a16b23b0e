import { type DigestView, weekdays } from "@/lib/digests/schema";

/** `Mondays at 08:00, Europe/Berlin`. */
export function scheduleWords({ frequency, weekday, hour, timeZone }: DigestView): string {
  const day = frequency === "daily" ? "Every day" : `${weekdays[weekday - 1]}s`;
  return `${day} at ${String(hour).padStart(2, "0")}:00, ${timeZone}`;
}
