import { answerProblem } from "@/lib/access/answer-problem";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { renderMarkdown } from "@/lib/base/render-markdown";
import { listChanges } from "@/lib/docs/list-changes";
import { listMembers } from "@/lib/identity/list-members";
import { writeFeed } from "../../../write-feed";
import { gatherOwnChanges } from "../../gather-own-changes";
import { readOwnFeedToken } from "../../own-feed-token";

export const dynamic = "force-dynamic";

/** A company's own changelog as RSS: entries that touch what its keys called in the last 90 days. For who knows its signed address. */
export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  const { token } = await params;
  const feed = readOwnFeedToken(token);
  const members = feed ? await listMembers(postgres(), feed.companyId) : [];
  if (!feed || !members.some(({ personId }) => personId === feed.personId)) {
    return answerProblem(new PortalError("not_found", "This feed's address is not, or no longer, a good one."));
  }
  const base = env().publicUrl;
  const [own, changes] = await Promise.all([gatherOwnChanges(feed.companyId), listChanges()]);
  const texts = new Map(changes.map(({ slug, markdown }) => [slug, markdown]));
  const answer = writeFeed(request, {
    title: `${portal.name} changelog: what you call`,
    description: `Changes of the ${portal.api.name} that touch what your keys called in the last 90 days.`,
    path: paths.ownChangelogFeed(token),
    about: paths.changelog,
    items: own.map((change) => {
      const apps = [...new Set(change.called.flatMap((one) => one.apps))].join(", ");
      const note = `Touches what you call: ${change.called.map((one) => one.operationId).join(", ")} (${apps}).`;
      return {
        title: change.breaking ? `Breaking: ${change.title}` : change.title,
        path: paths.changelogEntry(change.slug),
        at: new Date(`${change.date}T00:00:00Z`),
        html: renderMarkdown(`${texts.get(change.slug) ?? ""}\n\n${note.replace(/[\\`*_[\]<>&]/g, "\\$&")}\n`).replace(
          /(href|src)="\//g,
          `$1="${base}/`,
        ),
      };
    }),
  });
  answer.headers.set("cache-control", "private, no-store");
  answer.headers.set("x-robots-tag", "noindex");
  return answer;
}
