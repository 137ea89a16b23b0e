"use client";

import { Pause, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

const everyMs = 3_000;

/**
 * Asks for the page again every few seconds. Rests while the page is hidden, while somebody points at the list or has something in it
 * open (nothing moves under the cursor), and when told to.
 */
export function LiveRefresh({ listId }: { listId: string }) {
  const router = useRouter();
  const [paused, setPaused] = useState(false);
  const [resting, setResting] = useState(false);

  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => {
      const list = document.getElementById(listId);
      const busy = list?.matches(":hover, :focus-within") || list?.querySelector("details[open]") !== null;
      setResting(Boolean(list) && busy);
      if (document.visibilityState === "visible" && !(list && busy)) router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [paused, router, listId]);

  return (
    <div className="flex items-center gap-3">
      <output className="text-ink-muted text-sm">
        {paused ? "Paused" : resting ? "Resting while you look" : "New events every 3 s"}
      </output>
      <Button
        size="sm"
        onClick={() => setPaused(!paused)}
        icon={paused ? <Play className="size-4" aria-hidden="true" /> : <Pause className="size-4" aria-hidden="true" />}
      >
        {paused ? "Go on" : "Pause"}
      </Button>
    </div>
  );
}
