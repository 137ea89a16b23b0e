import { loadDocs } from "./internal/load-docs";
import { parseVerify, type StepVerify } from "./parse-verify";

/** A step of a docs page that ticks itself: `<Step title="..." verify="POST /shipments 201">`; null: one that does not. */
export type VerifyStep = { title: string; verify: StepVerify | null };
export type Tutorial = { slug: string; title: string; steps: VerifyStep[] };

const tag = /<Step\b([^>]*)>/g;
const attribute = (name: string, text: string) => {
  const [, plain, braced] = new RegExp(`\\b${name}=(?:"([^"]*)"|\\{"([^"]*)"\\})`).exec(text) ?? [];
  return plain ?? braced;
};

/** Every docs page with a step that a call ticks, with all its steps in order. Read from the source: nothing is compiled. */
export async function listVerifySteps(): Promise<Tutorial[]> {
  const { pages } = await loadDocs();
  return pages
    .filter(({ edition }) => !edition?.prefix)
    .flatMap(({ slug, title, source }) => {
      const steps = readVerifySteps(source);
      return steps.some(({ verify }) => verify?.kind === "call") ? [{ slug, title, steps }] : [];
    });
}

/** Steps inside fenced code are examples. */
export function readVerifySteps(source: string): VerifyStep[] {
  const prose = source.replace(/^ *(```+|~~~+)[\s\S]*?^ *\1 *$/gm, "");
  return [...prose.matchAll(tag)].map(([, attributes = ""], index) => ({
    title: attribute("title", attributes) ?? `Step ${index + 1}`,
    verify: parseVerify(attribute("verify", attributes) ?? ""),
  }));
}
