import type { Tone } from "@/components/ui/badge";
import type { KeyState, KeyView, MissingForLive } from "@/lib/keys/schema";

/** A form's answer: what went wrong by field, what was typed, and, this once, a secret. */
export type KeyFormState = {
  message?: string;
  errors?: Record<string, string>;
  typed?: Record<string, string>;
  /** A live key was refused: what is missing for one. */
  missing?: MissingForLive[];
  created?: { name: string; environment: string; secret: string };
  /** A sandbox key's secret, shown again. */
  revealed?: string;
  /** Set when something was saved; a new value each time. */
  savedAt?: number;
};

/** A key of the company that somebody found in public. */
export type KeyLeak = {
  keyId: string;
  appId: string;
  name: string;
  start: string;
  state: KeyState;
  at: Date;
  foundBy: string;
  /** Where it was seen, as the finder tells it: text, never a link. */
  url: string | null;
};

/** How a key's state is written and coloured. A key that was replaced says until when it still works. */
export function keyWord(key: KeyView, replaced: boolean): { text: string; tone: Tone } {
  const words: Record<KeyState, { text: string; tone: Tone }> = {
    active: replaced
      ? { text: "Replaced, works until it expires", tone: "warning" }
      : { text: "Active", tone: "positive" },
    disabled: { text: "Disabled", tone: "warning" },
    expired: { text: "Expired", tone: "neutral" },
    revoked: { text: "Revoked", tone: "negative" },
  };
  return words[key.state];
}
