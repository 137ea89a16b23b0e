"use client";

import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { track } from "@/components/layout/track";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";

/** Whether a page helped, and for a no, why: an event of the journey (`feedback_given`). Without the tracker there is nobody to tell. */
export function PageFeedback({ path }: { path: string }) {
  const [state, setState] = useState<"asking" | "why" | "done">("asking");
  const send = (helpful: boolean, comment?: string) => {
    track("feedback_given", {
      path,
      helpful,
      ...(comment ? { comment: comment.slice(0, 2_000) } : {}),
    });
  };
  if (state === "done") {
    return (
      <p role="status" className="text-ink-muted text-sm">
        Thank you. It goes to the people who write these pages.
      </p>
    );
  }
  if (state === "why") {
    return (
      <form
        className="w-full max-w-md"
        onSubmit={(event) => {
          event.preventDefault();
          send(false, String(new FormData(event.currentTarget).get("comment") ?? "").trim());
          setState("done");
        }}
      >
        <label htmlFor="feedback-comment" className="mb-1.5 block font-medium text-sm">
          What was missing or wrong?
        </label>
        <Textarea id="feedback-comment" name="comment" rows={3} maxLength={2_000} required />
        <div className="mt-2 flex gap-2">
          <Button type="submit" size="sm" variant="primary">
            Send
          </Button>
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              send(false);
              setState("done");
            }}
          >
            Just no
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div className="flex items-center gap-2" data-needs-script="">
      <p className="mr-1 text-ink-muted text-sm">Did this page help?</p>
      <Button
        size="sm"
        icon={<ThumbsUp className="size-3.5" aria-hidden="true" />}
        onClick={() => {
          send(true);
          setState("done");
        }}
      >
        Yes
      </Button>
      <Button size="sm" icon={<ThumbsDown className="size-3.5" aria-hidden="true" />} onClick={() => setState("why")}>
        No
      </Button>
    </div>
  );
}
