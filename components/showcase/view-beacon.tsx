"use client";

import { useEffect } from "react";

/** How long the tracker may take to load before a view goes uncounted, ms. */
const patienceMs = 10_000;

/**
 * Tells the tracker that a listing's page was seen: the page itself stays static, and robots, which run no scripts or are known by the
 * collector, are not counted.
 */
export function ViewBeacon({ listingId }: { listingId: string }) {
  useEffect(() => {
    const started = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const tell = () => {
      if (window.waymark?.track) window.waymark.track("listing_viewed", { listing_id: listingId });
      else if (Date.now() - started < patienceMs) timer = setTimeout(tell, 250);
    };
    tell();
    return () => clearTimeout(timer);
  }, [listingId]);
  return null;
}
