import { readFileSync } from "node:fs";
import path from "node:path";
import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { ContentError } from "./internal/content-error";

export const redirectsFile = "content/redirects.yaml";

/** More of them are a sign that something writes the file. */
const mostRedirects = 5_000;

const redirectSchema = z.strictObject({
  from: z.string().min(1).max(500),
  to: z.string().min(1).max(2_000),
  permanent: z.boolean().default(true),
});
const fileSchema = z.strictObject({
  hosts: z
    .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, "must be a host such as status.example.com"))
    .max(100)
    .default([]),
  redirects: z.array(redirectSchema).max(mostRedirects).default([]),
});

/** An old address and where it leads now. `rest`: all below `from` too; `keepsRest`: what stands behind `from` goes behind `to`. */
export type Redirect = {
  from: string;
  to: string;
  rest: boolean;
  keepsRest: boolean;
  permanent: boolean;
  line: number;
};

const bare = (address: string) => address.replace(/\/\*$/, "").replace(/[?#].*$/, "") || "/";

/** Whether an address is one that a redirect takes away. */
export function isRedirected({ from, rest }: Redirect, address: string): boolean {
  return rest ? address === from || address.startsWith(`${from}/`) : address === from;
}

/** What is wrong with a redirect by itself. */
function problemOf({ from, to }: z.infer<typeof redirectSchema>, hosts: readonly string[]): string | null {
  if (!/^\/[\w./~%-]*(\/\*)?$/.test(from) || from.startsWith("//") || from.includes("/../") || from === "/*") {
    return `from: "${from}" must be a path such as /docs/old or /docs/old/*, without a query`;
  }
  if (from === "/" || /^\/(_next|v1|api)(\/|$)/.test(from)) return `from: "${from}" is the portal's own`;
  if (to.replace(/\/\*$/, "").includes("*")) return `to: "${to}" may have a * at its end only, behind a /`;
  if (to.endsWith("/*") && !from.endsWith("/*")) return `to: "${to}" takes the rest of an address, and from has no /*`;
  if (to.startsWith("/") && !to.startsWith("//")) {
    return /^\/[\w./~%-]*(\/\*|\?[\w=&%.~-]*)?(#[\w.~%-]+)?$/.test(to) ? null : `to: "${to}" is no path of the portal`;
  }
  let url: URL;
  try {
    url = new URL(to);
  } catch {
    return `to: "${to}" must begin with / or https://`;
  }
  if (url.protocol !== "https:" || url.username || url.password) return `to: "${to}" must begin with / or https://`;
  return hosts.includes(url.host) ? null : `to: "${url.host}" is another host; name it under hosts if that is meant`;
}

/** Redirects as written, and every mistake in them: what is no address, doubles, circles, chains, hosts that are not listed. */
export function parseRedirects(text: string): { redirects: Redirect[]; problems: ContentError[] } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineAt = (offset: number | undefined) => (offset === undefined ? undefined : counter.linePos(offset).line);
  const fail = (line: number | undefined, message: string) => new ContentError(redirectsFile, line, message);
  const broken = document.errors[0];
  if (broken) {
    const said = broken.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "is not YAML";
    return { redirects: [], problems: [fail(lineAt(broken.pos[0]), said)] };
  }
  let given: unknown;
  try {
    given = document.toJS() ?? {};
  } catch (error) {
    return { redirects: [], problems: [fail(undefined, (error as Error).message)] };
  }
  const list = isMap(document.contents) ? document.contents.get("redirects") : undefined;
  const lines = isSeq(list) ? list.items.map((item) => lineAt((item as { range?: number[] }).range?.[0])) : [];
  const result = fileSchema.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map(({ path: place, message }) =>
      fail(
        place[0] === "redirects" ? lines[Number(place[1])] : undefined,
        `${place.join(".") || "(whole)"}: ${message}`,
      ),
    );
    return { redirects: [], problems };
  }
  const { hosts, redirects: written } = result.data;
  const redirects = written.map(({ from, to, permanent }, index) => ({
    from: bare(from),
    to: to.endsWith("/*") ? to.slice(0, -2) : to,
    rest: from.endsWith("/*"),
    keepsRest: to.endsWith("/*"),
    permanent,
    line: lines[index] ?? 0,
  }));
  const problems = redirects.flatMap((one, index) => {
    const wrong = problemOf(written[index] as z.infer<typeof redirectSchema>, hosts);
    if (wrong) return [fail(one.line, wrong)];
    const double = redirects.find(
      (other) => other.line < one.line && other.from === one.from && other.rest === one.rest,
    );
    if (double) return [fail(one.line, `from: "${one.from}" is led elsewhere in line ${double.line} already`)];
    const next = one.to.startsWith("/") ? redirects.find((other) => isRedirected(other, bare(one.to))) : undefined;
    if (!next) return [];
    const back = next === one || isRedirected(one, bare(next.to));
    return [
      fail(
        one.line,
        back
          ? `"${one.from}" goes in a circle${next === one ? "" : ` with line ${next.line}`}`
          : `to: "${one.to}" is led on by line ${next.line}; name where it ends`,
      ),
    ];
  });
  return { redirects, problems };
}

/** The redirects of a portal for who applies them. No file: none. Throws ContentError for the first mistake. */
export function readRedirects(root: string): Redirect[] {
  let text: string;
  try {
    text = readFileSync(path.join(root, redirectsFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const { redirects, problems } = parseRedirects(text);
  if (problems[0]) throw problems[0];
  return redirects;
}

/** A docs page has its Markdown behind its address: both move. */
const hasMarkdown = (address: string) => /^\/(docs|reference)(\/[^?#]*)?$/.test(address) && !address.endsWith(".md");

/** A redirect as Next takes it: 308 or 307, the query is kept. */
export function toNextRedirects({ from, to, rest, keepsRest, permanent }: Redirect) {
  if (rest) return [{ source: `${from}/:rest*`, destination: keepsRest ? `${to}/:rest*` : to, permanent }];
  const page = { source: from, destination: to, permanent };
  if (!hasMarkdown(from) || !hasMarkdown(to)) return [page];
  return [page, { source: `${from}.md`, destination: `${to}.md`, permanent }];
}
