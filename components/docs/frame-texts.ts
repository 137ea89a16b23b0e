import type { ReactNode } from "react";

/** Texts of the first language and what they are in another. */
export type Words = Readonly<Record<string, string>>;

/** What the question under a page says. */
export const feedbackTexts = [
  "Did this page help?",
  "Yes",
  "No",
  "What was missing or wrong?",
  "What was good, or could be better?",
  "You may leave this empty.",
  "Send",
  "Thank you. It goes to the people who write these pages.",
] as const;

/** What steps say that tick themselves. In braces stands what a step brings: words may put it elsewhere. */
export const stepTexts = {
  facts: {
    signed_up: "Ticks when you have signed up",
    app_created: "Ticks when you have an app",
    key_created: "Ticks when you have made a sandbox key",
  } as Record<string, string>,
  call: "Ticks when {call} answers {status}",
  ownCall: "Ticks when your {environment} {call} answers {status}",
  done: "Done",
  calls: "your calls",
  signIn: "{Sign in} and these steps tick themselves, from what you really do.",
  progress: "{done} of {total} steps done",
  watching: "watching for the next",
  all: "All steps done",
  with: "with",
} as const;

const stepKeys = [
  ...Object.values(stepTexts.facts),
  ...Object.values(stepTexts).filter((one) => typeof one === "string"),
];

/** Of a language's words those that an island says: what goes to the browser is no more. Undefined without any. */
export function pickWords(words: Words, texts: readonly string[]): Words | undefined {
  const picked = texts.flatMap((text) => (words[text] === undefined ? [] : [[text, words[text]] as [string, string]]));
  return picked.length > 0 ? Object.fromEntries(picked) : undefined;
}
export const pickStepWords = (words: Words) => pickWords(words, stepKeys);

/** A text with its braces filled in, in the order of its language. What is in braces and not given is the text itself: `{Sign in}`. */
export function fillText(text: string, parts: (name: string, index: number) => ReactNode): ReactNode[] {
  return text.split(/\{([^}]*)\}/).map((part, index) => (index % 2 === 0 ? part : parts(part, index)));
}
