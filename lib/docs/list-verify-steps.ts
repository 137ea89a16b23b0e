import { loadDocs } from "./internal/load-docs";

/** A step of a docs page that a call proves: `<Step title="..." verify="POST /shipments 201">`. `status` may be a class, `2xx`. */
export type VerifyStep = { title: string; method: string; route: string; status: string };
export type Tutorial = { slug: string; title: string; steps: VerifyStep[] };

const tag = /<Step\b([^>]*)>/g;
const attribute = (name: string, text: string) => new RegExp(`\\b${name}=(?:"([^"]*)"|\\{"([^"]*)"\\})`).exec(text);

/** Every docs page that has steps to prove, with its steps in order. Read from the source: nothing is compiled. */
export async function listVerifySteps(): Promise<Tutorial[]> {
  const { pages } = await loadDocs();
  return pages.flatMap(({ slug, title, source }) => {
    const steps = readVerifySteps(source);
    return steps.length ? [{ slug, title, steps }] : [];
  });
}

/** Steps inside fenced code are examples. */
export function readVerifySteps(source: string): VerifyStep[] {
  const prose = source.replace(/^ *(```+|~~~+)[\s\S]*?^ *\1 *$/gm, "");
  return [...prose.matchAll(tag)].flatMap(([, attributes = ""]) => {
    const verify = attribute("verify", attributes);
    const [, method, route, status] = /^([A-Z]+) (\/\S*) (\d{3}|\dxx)$/.exec(verify?.[1] ?? verify?.[2] ?? "") ?? [];
    if (!method || !route || !status) return [];
    const title = attribute("title", attributes);
    return [{ title: title?.[1] ?? title?.[2] ?? `${method} ${route}`, method, route, status }];
  });
}
