import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PluggableList } from "unified";
import { randomToken } from "@/lib/base/secrets";
import { ContentError } from "./content-error";
import type { Origin } from "./expand-includes";
import { makeOnce } from "./make-once";
import { ownComponents } from "./own-components";
import { noParts, type PageParts } from "./page-parts";
import { provenText } from "./proven";

/** Compiled with marks in place of variables. */
export type CompiledPage = PageParts & { code: string };

/** Raise when what compiling yields changes: it is part of the cache's key. */
const pipelineVersion = "8";

/** Metadata and page ask for the same page at the same time; it is compiled once. */
const inFlight = new Map<string, Promise<CompiledPage>>();

type EsbuildFailure = { errors?: { text: string; location?: { line?: number } | null }[] };

/** The compiler speaks of a made-up file and puts the place now before, now behind what it says; authors get their own file and line. */
function toContentError(file: string, error: unknown, origins: Origin[] | undefined): ContentError {
  const first = (error as EsbuildFailure).errors?.[0];
  const raw = (first?.text ?? (error as Error).message).replace(/^\[plugin: [^\]]+\]\s*/, "");
  const text = raw.replace(/^Cannot process MDX file with esbuild:\s*/, "").split("\n")[0] as string;
  const placed = /^(?:\S+?\.mdx:)?(\d+):\d+(?:-\d+:\d+)?: (.*)$/.exec(text);
  const message = placed?.[2] ?? text;
  const behind = /\((\d+):\d+(?:-\d+:\d+)?\)/.exec(message);
  const line = Number(behind?.[1] ?? placed?.[1] ?? first?.location?.line ?? 0);
  const at = origins?.[line - 1] ?? { file, line };
  return new ContentError(at.file, at.line || undefined, message.replace(/ \(\d+:\d+(?:-\d+:\d+)?\)/, ""));
}

async function compile(
  file: string,
  source: string,
  origins: Origin[] | undefined,
  own: Set<string>,
): Promise<CompiledPage> {
  const parts = noParts();
  // Loaded when something must be compiled: a running portal finds its pages in the cache and never needs the compiler.
  const [{ bundleMDX }, gfm, math, definitions, { remarkPage }] = await Promise.all([
    import("mdx-bundler"),
    import("remark-gfm"),
    import("remark-math"),
    import("remark-definition-list"),
    import("./remark-page"),
  ]);
  try {
    const { code } = await bundleMDX({
      source,
      // Nothing can be imported, so nothing is looked up beside this folder.
      cwd: path.join(process.cwd(), "content"),
      mdxOptions(options) {
        options.remarkPlugins = [
          ...(options.remarkPlugins ?? []),
          gfm.default,
          // One dollar is money.
          [math.default, { singleDollarTextMath: false }],
          definitions.remarkDefinitionList,
          // Entries of the changelog stand on one page.
          [remarkPage, { parts, own, prefix: file.includes("/changelog/") ? `${path.basename(file, ".mdx")}-` : "" }],
        ] as PluggableList;
        options.remarkRehypeOptions = {
          ...options.remarkRehypeOptions,
          handlers: { ...options.remarkRehypeOptions?.handlers, ...definitions.defListHastHandlers },
        };
        return options;
      },
      esbuildOptions: (options) => ({ ...options, target: ["es2022"], logLevel: "silent" }),
    });
    return { code, ...parts };
  } catch (error) {
    throw toContentError(file, error, origins);
  }
}

async function readCache(file: string): Promise<CompiledPage | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as CompiledPage;
  } catch {
    return undefined;
  }
}

/** Best effort: a portal on a disk that cannot be written still has its pages, a little later. */
async function writeCache(target: string, page: CompiledPage): Promise<void> {
  try {
    // Another process may be writing the same entry: each writes its own file, the rename is atomic.
    const draft = `${target}.${process.pid}.${randomToken(6)}`;
    await writeFile(draft, JSON.stringify(page));
    await rename(draft, target);
  } catch {
    // Compiled again next time.
  }
}

/** Compiles a page, or takes it from the cache: the key is a hash of all that decides the outcome, so an entry is never stale. */
export async function compilePage(
  file: string,
  source: string,
  cacheFolder: string,
  origins?: Origin[],
): Promise<CompiledPage> {
  const own = await ownComponents(process.cwd());
  const key = createHash("sha256")
    .update([pipelineVersion, ...[...own].sort(), file, source, provenText(process.cwd(), source)].join("\0"))
    .digest("hex")
    .slice(0, 32);
  const target = path.join(cacheFolder, `${key}.json`);
  const running = inFlight.get(target);
  if (running) return running;
  const work = (async () => {
    const cached = await readCache(target);
    if (cached) return cached;
    await mkdir(cacheFolder, { recursive: true }).catch(() => {});
    return makeOnce(
      target,
      () => readCache(target),
      async () => {
        const page = await compile(file, source, origins, own);
        await writeCache(target, page);
        return page;
      },
    );
  })().finally(() => inFlight.delete(target));
  inFlight.set(target, work);
  return work;
}
