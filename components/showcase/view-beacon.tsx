"use client";

import { useEffect } from "react";
import { track } from "@/components/layout/track";

/**
 * Tells the tracker that a listing's page was seen: the page itself stays static, and robots, which run no scripts or are known by the
 * collector, are not counted.
 */
export function ViewBeacon({ listingId }: { listingId: string }) {
  useEffect(() => track("listing_viewed", { listing_id: listingId }), [listingId]);
  return null;
}
