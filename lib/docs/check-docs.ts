import { access, readFile } from "node:fs/promises";
import path from "node:path";
import type { DocsConfig } from "@/lib/base/config/docs-schema";
import { type VariableName, variableMark, variableNames } from "@/lib/base/page-variables";
import { pageComponentNames } from "./internal/check-components";
import { compilePage } from "./internal/compile-page";
import { ContentError, lineOf } from "./internal/content-error";
import { drawnFrom, evaluatePage } from "./internal/evaluate-page";
import type { Origin } from "./internal/expand-includes";
import { readChanges } from "./internal/load-changes";
import { docsFolder, pagesInOrder, refuseDuplicates } from "./internal/load-docs";
import { ownComponents } from "./internal/own-components";
import type { PageParts, Reference } from "./internal/page-parts";
import { folderProblems, readTree } from "./internal/read-tree";
import { splitEditions } from "./internal/split-editions";
import { isRedirected, parseRedirects, redirectsFile } from "./parse-redirects";
import { parseVerify } from "./parse-verify";

/** A mistake in content/, with its place. */
export type ContentProblem = { file: string; line: number | undefined; message: string };

/** What docs can point at besides themselves. */
export type Surroundings = {
  root: string;
  cacheFolder: string;
  operations: {
    id: string;
    kind: "operation" | "webhook";
    method: string;
    path: string;
    /** As the document writes them: `201`, `4XX`, `default`. */
    statuses: string[];
  }[];
  /** Whether the portal answers at this path, docs and reference aside. */
  answers: (path: string) => boolean;
  /** Whether there is an icon of this name. */
  isIcon: (name: string) => boolean;
  /** Versions and languages, of portal.config.ts. */
  docs?: DocsConfig;
};

type Source = { file: string; source: string; origins?: Origin[]; slug: string | null; problem?: ContentError };
type Compiled = Source & { parts: PageParts };

const asProblem = ({ file, line, message }: ContentError): ContentProblem => ({
  file,
  line,
  // The message begins with its place, which is told apart here.
  message: message.slice(`${file}${line ? `:${line}` : ""}: `.length),
});

/**
 * Everything that is wrong with the docs and the changelog, by file and line: what does not compile, links and anchors that lead nowhere,
 * media that are not there, endpoints and icons that do not exist. Other hosts are not asked. Throws nothing for an author's mistake.
 */
export async function checkDocs(around: Surroundings): Promise<ContentProblem[]> {
  const problems: ContentProblem[] = [];
  const collect = <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      if (!(error instanceof ContentError)) throw error;
      problems.push(asProblem(error));
      return undefined;
    });

  const tree = await collect(readTree(around.root, docsFolder));
  const ofFolders = new Set(tree ? folderProblems(tree) : []);
  problems.push(...[...ofFolders].map(asProblem));
  const editions = tree && around.docs ? splitEditions(tree, around.docs) : undefined;
  const every = editions ? [...editions.values()].flatMap(pagesInOrder) : tree ? pagesInOrder(tree) : [];
  const pages = every.filter(({ untranslated }) => !untranslated);
  refuseDuplicates(pages);
  for (const { id } of [...(around.docs?.versions ?? []), ...(around.docs?.languages ?? [])]) {
    if (!tree || tree.folders.has(id)) continue;
    problems.push({
      file: "portal.config.ts",
      line: undefined,
      message: `docs: there is no folder ${docsFolder}/${id}`,
    });
  }
  const { changes, problems: ofChanges } = await readChanges(around.root);
  problems.push(...ofChanges.map(asProblem));
  const compiled: Compiled[] = [];
  const own = await ownComponents(around.root);
  for (const page of [...pages, ...changes.map((change) => ({ ...change, slug: null }))] as Source[]) {
    if (page.problem) {
      // A folder's is told once, not for each of its pages.
      if (!ofFolders.has(page.problem)) problems.push(asProblem(page.problem));
      continue;
    }
    const parts = await collect(compilePage(page.file, page.source, around.cacheFolder, page.origins));
    if (!parts) continue;
    compiled.push({ ...page, parts });
    await collect(tryDrawing(page, parts.code, own));
  }
  for (const page of pages) {
    if (!page.icon || around.isIcon(page.icon)) continue;
    const line = lineOf(page.source, "\nicon:");
    problems.push({ file: page.file, line: line && line + 1, message: `icon: there is no icon "${page.icon}"` });
  }

  // A page that does not compile is there all the same: what links to it is not wrong.
  const anchors = new Map<string, ReadonlySet<string> | null>(every.map((page) => [page.slug, null]));
  for (const page of compiled) if (page.slug !== null) anchors.set(page.slug, new Set(page.parts.anchors));
  for (const page of pages) {
    for (const word of page.explains ?? []) {
      if (around.operations.some(({ id }) => id === word) || anchors.get("errors")?.has(word)) continue;
      const line = lineOf(page.source, word) ?? 1;
      problems.push({
        file: page.file,
        line,
        message: `explains: "${word}" is no operationId and no code of the errors page`,
      });
    }
  }
  for (const change of changes) {
    for (const id of change.operations) {
      if (around.operations.some((one) => one.id === id)) continue;
      const line = lineOf(change.source, id) ?? 1;
      problems.push({ file: change.file, line, message: `operations: the reference has no operation "${id}"` });
    }
    if (change.breaking && change.operations.length === 0) {
      const line = lineOf(change.source, "breaking:") ?? 1;
      const message = "breaking: name the operations it breaks, so that those who call them are told";
      problems.push({ file: change.file, line, message });
    }
  }
  const knows = { ...around, anchors, changes: new Set(changes.map((change) => change.slug)) };
  for (const page of compiled) {
    for (const reference of page.parts.references) {
      const message = await problemOf(reference, page, knows);
      if (!message) continue;
      const at = page.origins?.[reference.line - 1] ?? { file: page.file, line: reference.line };
      problems.push({ ...at, message });
    }
  }
  problems.push(...(await checkLanding(knows)));
  problems.push(...(await checkRedirects(knows)));
  return problems.sort((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
}

/** Runs the expressions of a page, as drawing it would, with components that draw nothing. Throws ContentError with what they throw. */
async function tryDrawing({ file, source }: Source, code: string, own: Set<string>): Promise<void> {
  const nothing = () => null;
  const components = Object.fromEntries([...pageComponentNames, ...own].map((name) => [name, nothing]));
  drawnFrom(file, source, evaluatePage(code))({ components });
}

type Known = Surroundings & { anchors: Map<string, ReadonlySet<string> | null>; changes: ReadonlySet<string> };

async function problemOf(reference: Reference, page: Compiled, known: Known): Promise<string | undefined> {
  if (reference.kind === "endpoint") {
    const { method, path: route } = reference;
    const found = known.operations.some(
      (one) => one.kind === "operation" && one.method.toUpperCase() === method.toUpperCase() && one.path === route,
    );
    return found ? undefined : `<Endpoint>: the reference has no ${method.toUpperCase()} ${route}`;
  }
  if (reference.kind === "verify") return problemOfVerify(reference.text, known);
  if (reference.kind === "media") return problemOfMedia(reference.src, known.root);
  return problemOfLink(reference.href, page, known);
}

function problemOfVerify(text: string, known: Known): string | undefined {
  const verify = parseVerify(text);
  if (verify?.kind !== "call") return undefined;
  const { method, route, status } = verify;
  const operation = known.operations.find(
    (one) => one.kind === "operation" && one.method.toUpperCase() === method && one.path === route,
  );
  if (!operation) return `<Step verify>: the reference has no ${method} ${route}`;
  const wanted = String(status);
  const there = operation.statuses.some(
    (one) =>
      one === "default" ||
      one === wanted ||
      (wanted.length === 1 ? one.startsWith(wanted) : one.toUpperCase() === `${wanted[0]}XX`),
  );
  return there
    ? undefined
    : `<Step verify>: ${method} ${route} never answers ${wanted.length === 1 ? `${wanted}xx` : wanted}; the reference has ${operation.statuses.join(", ")}`;
}

const hasMark = (text: string, names: readonly VariableName[] = variableNames) =>
  names.some((name) => text.includes(variableMark("text", name)));

async function problemOfMedia(src: string, root: string): Promise<string | undefined> {
  if (/^(https:|data:)/.test(src) || hasMark(src)) return undefined;
  if (/^\w+:/.test(src)) return `"${src}": pictures come from the portal itself or by https`;
  if (!src.startsWith("/")) return `"${src}" must begin with /: files lie in public/`;
  const file = path.posix.normalize(`public${decodeURI(src.split(/[?#]/)[0] as string)}`);
  const there = await access(path.join(root, file)).then(
    () => file.startsWith("public/"),
    () => false,
  );
  return there ? undefined : `"${src}": ${file} is not there`;
}

function problemOfLink(written: string, page: Compiled | null, known: Known): string | undefined {
  // The portal's own address in front changes nothing.
  const href = written.replace(variableMark("text", "PORTAL_URL"), "") || "/";
  if (/^[a-z][a-z\d+.-]*:/i.test(href) || href.startsWith("//") || hasMark(href)) return undefined;
  const [, address = "", anchor] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(href) ?? [];
  if (!address && page) {
    return !anchor || page.parts.anchors.includes(decode(anchor))
      ? undefined
      : `"#${anchor}": the page has no such anchor`;
  }
  if (!address.startsWith("/")) return `"${href}" must begin with /: links are addresses, not files`;
  if (/^\/docs(\.md|\/.*)?$/.test(address)) return problemOfDocsLink(address, anchor, known);
  if (address.startsWith("/reference/") && !known.answers(address)) {
    const name = decode(address.slice("/reference/".length));
    const found = known.operations.some((one) => name === (one.kind === "webhook" ? `webhooks/${one.path}` : one.id));
    return found ? undefined : `"${href}": the reference has no ${name}`;
  }
  if (address === "/changelog" && anchor && !known.changes.has(decode(anchor))) {
    return `"${href}": the changelog has no such entry`;
  }
  return known.answers(address) ? undefined : `"${href}" leads nowhere`;
}

function problemOfDocsLink(address: string, anchor: string | undefined, known: Known): string | undefined {
  const slug = decode(address.slice("/docs".length).replace(/^\//, "").replace(/\.md$/, "").replace(/\/$/, ""));
  if (/\.mdx$/.test(slug)) return `"${address}": link to a page's address, without .mdx`;
  if (!known.anchors.has(slug)) return `"${address}": there is no such page`;
  const there = known.anchors.get(slug);
  if (!anchor || !there || there.has(decode(anchor))) return undefined;
  return `"${address}#${anchor}": the page has no such anchor`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The links of the front page. What else is wrong with it is told by who reads it. */
async function checkLanding(known: Known): Promise<ContentProblem[]> {
  const file = "content/landing.yaml";
  const text = await readFile(path.join(known.root, file), "utf8").catch(() => "");
  return text.split("\n").flatMap((line, index) => {
    const href = /\bhref:\s*["']?([^\s"',}]+)/.exec(line)?.[1];
    const message = href && !href.includes("{{") ? problemOfLink(href, null, known) : undefined;
    return message ? [{ file, line: index + 1, message }] : [];
  });
}

/** Redirects that are wrong by themselves, take a page away or lead nowhere. */
async function checkRedirects(known: Known): Promise<ContentProblem[]> {
  const text = await readFile(path.join(known.root, redirectsFile), "utf8").catch(() => "");
  const { redirects, problems } = parseRedirects(text);
  const wrongLines = new Set(problems.map(({ line }) => line));
  const pages = [...known.anchors.keys()].map((slug) => (slug ? `/docs/${slug}` : "/docs"));
  const found = redirects.flatMap((redirect): ContentProblem[] => {
    const { from, to, line, keepsRest } = redirect;
    if (wrongLines.has(line)) return [];
    const place = { file: redirectsFile, line };
    const page = pages.find((one) => isRedirected(redirect, one));
    if (page) return [{ ...place, message: `from: ${page} is a page; nobody could read it any more` }];
    if (!/^\/docs(\/|$)/.test(from) && known.answers(from)) {
      return [{ ...place, message: `from: the portal answers at ${from} itself` }];
    }
    if (!to.startsWith("/")) return [];
    const below = keepsRest && pages.some((one) => one.startsWith(`${to}/`));
    const wrong = below ? undefined : problemOfLink(to, null, known);
    return wrong ? [{ ...place, message: `to: ${wrong}` }] : [];
  });
  return [...problems.map(asProblem), ...found];
}
