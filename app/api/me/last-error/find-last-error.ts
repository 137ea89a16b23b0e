import { openErrorExplainer, problemOf, statusesOf } from "@/app/(console)/console/explain-error";
import type { OwnError } from "@/components/docs/own-error";
import { currentDocReader } from "@/lib/access/current-doc-reader";
import type { CurrentPerson } from "@/lib/access/current-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getDoc } from "@/lib/docs/get-doc";
import { listDocs } from "@/lib/docs/list-docs";
import { listKeys } from "@/lib/keys/list-keys";
import { findPage } from "@/lib/reference/find-page";
import { getOperation } from "@/lib/reference/get-operation";
import { listOperations } from "@/lib/reference/list-operations";
import type { OperationSummary } from "@/lib/reference/schema";
import { getRequestDetail } from "@/lib/usage/get-request-detail";
import { type ErrorSubject, getUnsolvedError } from "@/lib/usage/get-unsolved-error";

const longestDetail = 300;
/** Keys of one person that are looked at: the newest. */
const mostKeys = 100;

/** The newest unsolved error of keys this person made, in the company they work for now, that a page explains. Null: none. */
export async function findLastError(person: CurrentPerson, page: string): Promise<OwnError | null> {
  const subject = await subjectOf(page);
  if (!subject) return null;
  const db = postgres();
  const { companyId } = person;
  const { data: keys } = await listKeys(db, { companyId, createdById: person.id, withRevoked: true, limit: mostKeys });
  const call = await getUnsolvedError({ companyId, keyIds: keys.map(({ id }) => id) }, subject);
  if (!call) return null;
  const { metadata } = call;
  const [explain, detail] = await Promise.all([
    openErrorExplainer(),
    call.origin === "sandbox" ? getRequestDetail(db, companyId, call.id).catch(() => null) : null,
  ]);
  const { href, title } = explain({ status: call.status, problem: problemOf(metadata) });
  const operation = detail?.operation ? await getOperation(detail.operation) : null;
  return {
    ...{ id: call.id, at: call.at, environment: call.environment, title, explainedAt: href },
    ...{ method: call.method, route: call.route, status: call.status },
    detail: typeof metadata.detail === "string" ? metadata.detail.slice(0, longestDetail) : "",
    key: keys.find(({ id }) => id === call.keyId)?.name ?? "",
    requestHref: `${paths.console.requests({ source: call.source, id: call.id })}#call`,
    replayHref: detail && operation ? paths.tryIt(operation.id, { replay: detail.id }) : null,
  };
}

/** What a page explains: an operation's page its operation, the errors page its entries, others what their front matter says. */
async function subjectOf(page: string): Promise<ErrorSubject | null> {
  const [, place] = /^\/reference\/([^?#]{1,300})$/.exec(page) ?? [];
  if (place) {
    const found = await findPage(place.split("/").map(decode));
    return found?.kind === "operation" ? subjectFrom([found.name]) : null;
  }
  const [, slug] = /^\/docs(?:\/([^?#]{1,300}))?$/.exec(page) ?? [];
  if (!page.startsWith("/docs")) return null;
  const reader = await currentDocReader();
  const doc = (await listDocs(reader)).find((one) => one.slug === decode(slug ?? ""));
  if (!doc) return null;
  const entries = doc.slug === "errors" ? ((await getDoc("errors", reader))?.headings ?? []).map(({ id }) => id) : [];
  return subjectFrom([...(doc.explains ?? []), ...entries]);
}

async function subjectFrom(words: string[]): Promise<ErrorSubject | null> {
  if (words.length === 0) return null;
  const all = (await listOperations()).filter(({ kind }) => kind === "operation");
  const operations = all.filter(({ id }) => words.includes(id));
  const ids = new Set(operations.map(({ id }) => id));
  const problems = words.filter((word) => !ids.has(word));
  // A call names its route, not its API: a route that several have is the first one's, the only one that the sandbox answers.
  const owners = new Map(all.map((one) => [callOf(one), one.id] as const).reverse());
  return {
    calls: operations
      .filter((one) => owners.get(callOf(one)) === one.id)
      .map(({ method, path }) => ({ method: method.toUpperCase(), route: path })),
    problems,
    statuses: statusesOf(problems),
  };
}

const callOf = ({ method, path }: OperationSummary) => `${method.toUpperCase()} ${path}`;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
