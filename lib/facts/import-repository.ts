import { z } from "zod";
import { env } from "@/lib/base/env";
import { recordFacts } from "./record-facts";

const repositorySchema = z.object({
  stargazers_count: z.number().int().min(0),
  forks_count: z.number().int().min(0),
  /** Those who watch it; `watchers_count` is the stars once more. */
  subscribers_count: z.number().int().min(0),
});
export type ImportOutcome =
  /** There is no GitHub repository in portal.config.ts. */
  | { kind: "none" }
  | { kind: "imported" | "unchanged"; repository: string }
  | { kind: "refused"; repository: string; reason: string };

type Last = { etag: string; facts: z.infer<typeof repositorySchema> };
/** What the last answers said, so that an unchanged repository costs nothing of the hourly allowance. A restart asks once in full. */
const lastAnswers = new Map<string, Last>();

const timeoutMs = 10_000;
const maxBytes = 1_000_000;

/**
 * Keeps a repository's stars, forks and watchers of today, asked of GitHub's REST API (`GET /repos/{owner}/{name}`, GITHUB_API_URL).
 * Asks with the ETag of the answer before; a 304 counts as the same numbers. An answer that is none is told, never thrown.
 */
export async function importRepository(link: string | undefined, ask: typeof fetch = fetch): Promise<ImportOutcome> {
  const repository = readRepository(link);
  if (!repository) return { kind: "none" };
  const last = lastAnswers.get(repository);
  const refused = (reason: string): ImportOutcome => ({ kind: "refused", repository, reason });
  let answer: Response;
  let text: string;
  try {
    answer = await ask(`${env().GITHUB_API_URL.replace(/\/$/, "")}/repos/${repository}`, {
      headers: {
        accept: "application/vnd.github+json",
        "user-agent": "waymark",
        "x-github-api-version": "2022-11-28",
        ...(last ? { "if-none-match": last.etag } : {}),
      },
      // A renamed repository answers with 301; another host is not asked.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await answer.text();
  } catch (error) {
    return refused((error as Error).name === "TimeoutError" ? "no answer in time" : "cannot be reached, or has moved");
  }
  if (answer.status === 304 && last) {
    await recordRepository(repository, last.facts);
    return { kind: "unchanged", repository };
  }
  if (answer.status !== 200 || text.length > maxBytes) return refused(`answered ${answer.status}`);
  const parsed = repositorySchema.safeParse(readJson(text));
  if (!parsed.success) return refused("answered something that is no repository");
  const etag = answer.headers.get("etag");
  if (etag) lastAnswers.set(repository, { etag, facts: parsed.data });
  await recordRepository(repository, parsed.data);
  return { kind: "imported", repository };
}

/** `owner/name` of a repository's address at the GitHub the portal signs people in with; null for an address elsewhere. */
export function readRepository(link: string | undefined): string | null {
  if (!link || !URL.canParse(link)) return null;
  const { host, pathname } = new URL(link);
  if (host !== new URL(env().GITHUB_URL).host) return null;
  return /^\/([\w.-]{1,100}\/[\w.-]{1,100}?)(?:\.git)?\/?$/.exec(pathname)?.[1] ?? null;
}

function recordRepository(subject: string, told: Last["facts"]): Promise<void> {
  return recordFacts([
    { fact: "repository_stars", subject, value: told.stargazers_count },
    { fact: "repository_forks", subject, value: told.forks_count },
    { fact: "repository_watchers", subject, value: told.subscribers_count },
  ]);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
