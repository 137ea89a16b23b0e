import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { feedbackTexts, pickWords, stepTexts } from "@/components/docs/frame-texts";
import { PageFoot } from "@/components/docs/page-foot";
import { componentsFor } from "@/components/mdx/components";
import { docsSchema } from "@/lib/base/config/docs-schema";
import { frameWords } from "@/lib/docs/frame-words";

vi.mock("next/navigation", () => ({ usePathname: () => "/docs/de" }));

const config = docsSchema.parse({
  languages: [
    { id: "de", label: "Deutsch", words: { Yes: "Jawohl" } },
    {
      id: "fr",
      label: "Français",
      words: {
        "Ticks when {call} answers {status}": "Coché quand {status} répond à {call}",
        "{Sign in} and these steps tick themselves, from what you really do.": "Pour cocher : {connectez-vous}.",
      },
    },
  ],
});

const draw = (language: string) => {
  const words = frameWords(language, config);
  const { Steps, Step } = componentsFor([], {}, words);
  return renderToStaticMarkup(
    <>
      <Steps>
        <Step verify="POST /shipments 201">…</Step>
        <Step verify="GET /shipments 200 live">…</Step>
        <Step verify="signed_up">…</Step>
      </Steps>
      <PageFoot path="/docs/x" previous={null} next={null} lastChanged={null} editHref={null} words={words} />
    </>,
  );
};

it("steps and the question under a page speak the page's language, in its own order of words", () => {
  const german = draw("de");
  for (const text of [
    "Hakt sich ab, sobald <code>POST /shipments</code> mit <code>201</code> antwortet",
    "Hakt sich ab, sobald dein <code>GET /shipments</code> (live) mit <code>200</code> antwortet",
    "sobald du angemeldet bist",
    ">Melde dich an</a>, und diese Schritte",
    "Hat diese Seite geholfen?",
    "Jawohl",
  ])
    expect(german).toContain(text);
  expect(german).not.toMatch(/Ticks when|Sign in|Did this page/);
  const french = draw("fr");
  expect(french).toContain("Coché quand <code>201</code> répond à <code>POST /shipments</code>");
  expect(french).toContain("Pour cocher : <a");
  // What the owner has no words for stays as it is.
  expect(french).toContain("Did this page help?");
  const english = draw("en");
  expect(english).toContain("Ticks when your live <code>GET /shipments</code> answers <code>200</code>");
  expect(english).toMatch(/<a [^>]*>Sign in<\/a> and these steps/);
});

it("every text of theirs comes in German, and only these go to the browser with them", () => {
  const words = frameWords("de", config);
  const { facts, ...texts } = stepTexts;
  for (const text of [...feedbackTexts, ...Object.values(facts), ...Object.values(texts)])
    expect(words).toHaveProperty([text]);
  expect(Object.keys(pickWords(words, feedbackTexts) ?? {}).sort()).toEqual([...feedbackTexts].sort());
  expect(pickWords({}, feedbackTexts)).toBeUndefined();
});
