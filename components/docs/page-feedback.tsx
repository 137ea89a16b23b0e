"use client";

import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useEffect, useState } from "react";
import { track } from "@/components/layout/track";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import type { feedbackTexts, Words } from "./frame-texts";

type Vote = "yes" | "no";
const keyOf = (path: string) => `wm_feedback ${path}`;

/** What this browser said before; nothing where it keeps nothing. */
function readVote(path: string): Vote | null {
  try {
    const kept = localStorage.getItem(keyOf(path));
    return kept === "yes" || kept === "no" ? kept : null;
  } catch {
    return null;
  }
}

function keepVote(path: string, vote: Vote): void {
  try {
    localStorage.setItem(keyOf(path), vote);
  } catch {
    // The vote counts all the same; the page only asks again.
  }
}

/**
 * Whether a page helped, and why: events of the journey (`feedback_given`). The vote is sent at once, a comment after it; of one reader and
 * page the last word counts, so a changed mind is another click.
 */
export function PageFeedback({ path, words }: { path: string; words?: Words | undefined }) {
  const say = (text: (typeof feedbackTexts)[number]) => words?.[text] ?? text;
  const [vote, setVote] = useState<Vote | null>(null);
  const [asking, setAsking] = useState(false);
  const [told, setTold] = useState("");
  useEffect(() => {
    setVote(readVote(path));
    setAsking(false);
    setTold("");
  }, [path]);
  const send = (given: Vote, comment?: string) =>
    track("feedback_given", {
      path,
      helpful: given === "yes",
      ...(comment ? { comment: comment.slice(0, 2_000) } : {}),
    });
  const choose = (given: Vote) => {
    if (given !== vote) send(given);
    setVote(given);
    keepVote(path, given);
    setAsking(true);
    setTold("");
  };
  const button = (given: Vote, label: string, Icon: typeof ThumbsUp) => (
    <Button
      size="sm"
      aria-pressed={vote === given}
      className={vote === given ? "border-accent! bg-accent-soft! text-accent!" : undefined}
      icon={<Icon className="size-3.5" aria-hidden="true" />}
      onClick={() => choose(given)}
    >
      {label}
    </Button>
  );
  return (
    <div className="w-full min-w-0 max-w-md sm:w-auto sm:flex-1" data-needs-script="">
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-1 text-ink-muted text-sm">{say("Did this page help?")}</p>
        {button("yes", say("Yes"), ThumbsUp)}
        {button("no", say("No"), ThumbsDown)}
        <span role="status" className="text-ink-muted text-sm">
          {told}
        </span>
      </div>
      {asking && vote ? (
        <form
          className="mt-3"
          onSubmit={(event) => {
            event.preventDefault();
            const comment = String(new FormData(event.currentTarget).get("comment") ?? "").trim();
            if (comment) send(vote, comment);
            setAsking(false);
            setTold(say("Thank you. It goes to the people who write these pages."));
          }}
        >
          <label htmlFor="feedback-comment" className="mb-1.5 block font-medium text-sm">
            {vote === "no" ? say("What was missing or wrong?") : say("What was good, or could be better?")}{" "}
            <span className="font-normal text-ink-faint">{say("You may leave this empty.")}</span>
          </label>
          <Textarea id="feedback-comment" name="comment" rows={3} maxLength={2_000} />
          <Button type="submit" size="sm" variant="primary" className="mt-2">
            {say("Send")}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
