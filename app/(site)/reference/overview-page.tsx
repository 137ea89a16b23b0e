import Link from "next/link";
import { Contents } from "@/components/docs/contents";
import { Html } from "@/components/reference/html";
import { OperationList } from "@/components/reference/operation-list";
import { ReferenceFacts } from "@/components/reference/reference-facts";
import { buttonClasses } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { mostTogether } from "@/lib/reference/list-addresses";
import type { Api } from "@/lib/reference/list-apis";
import type { Group, Reference } from "@/lib/reference/schema";
import { ReferenceFrame } from "./frame";

/** Groups as links, where an API has too many operations to list them all. */
function GroupLinks({ api, groups }: { api: string; groups: Group[] }) {
  return (
    <ul className="wm-operations">
      {groups.map((group) => (
        <li key={group.slug}>
          <Link href={paths.operationGroup(api, group.slug)} prefetch={false}>
            <span className="wm-operations-title">{group.name}</span>
            <span className="text-ink-faint text-sm tabular-nums">
              {group.operations.length} {group.operations.length === 1 ? "operation" : "operations"}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** An API's first page: where it is, how calls are authorised, every operation. `others`: the portal's further APIs. */
export function OverviewPage({
  reference,
  others = [],
}: {
  reference: Reference & { problems?: string[] };
  others?: Api[];
}) {
  const { api, title, version, descriptionHtml, groups, webhooks, schemas, problems = [] } = reference;
  const { PORTAL_URL } = pageVariables();
  const count = groups.reduce((sum, group) => sum + group.operations.length, webhooks.length);
  const isLarge = count > mostTogether;
  const contents = isLarge
    ? [{ id: "groups", title: "Groups", depth: 2 as const }]
    : groups.map((group) => ({ id: group.slug, title: group.name, depth: 2 as const }));
  if (webhooks.length > 0) contents.push({ id: "webhook-messages", title: "Webhook messages", depth: 2 });
  return (
    <ReferenceFrame
      reference={reference}
      current={paths.referenceApi(api)}
      here="Overview"
      aside={<Contents headings={contents} />}
    >
      <article>
        {problems.length > 0 ? (
          <Callout kind="danger" title={`${problems.length} to mend in the OpenAPI document`} className="mb-8">
            <ul className="wrap-anywhere list-disc space-y-1 pl-5 font-mono text-xs">
              {problems.slice(0, 20).map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
            <p className="mt-2 text-sm">A build stops at these. npm run check tells all of them.</p>
          </Callout>
        ) : null}
        <h1 className="flex flex-wrap items-baseline gap-3 text-3xl tracking-tight">
          {title}
          {version ? (
            <span className="font-normal text-base text-ink-faint tracking-normal">version {version}</span>
          ) : null}
        </h1>
        <Html html={descriptionHtml} className="mt-4" />
        <ReferenceFacts reference={reference} portalUrl={PORTAL_URL} />
        <p className="mt-4 flex flex-wrap gap-3">
          <a href={paths.apiDocument(api)} className={buttonClasses("secondary", "sm")}>
            OpenAPI document
          </a>
          {schemas.length > 0 ? (
            <Link href={paths.apiSchema(api)} prefetch={false} className={buttonClasses("secondary", "sm")}>
              {schemas.length} schemas
            </Link>
          ) : null}
        </p>
        {others.length > 0 ? (
          <section className="mt-10" aria-labelledby="apis">
            <h2 id="apis" className="mb-3 scroll-mt-20 text-xl">
              More APIs
            </h2>
            <ul className="wm-operations">
              {others.map((other) => (
                <li key={other.api}>
                  <Link href={paths.referenceApi(other.api)} prefetch={false}>
                    <span className="wm-operations-title">{other.title}</span>
                    <span className="text-ink-faint text-sm tabular-nums">{other.operations} operations</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {isLarge ? (
          <section className="mt-10" aria-labelledby="groups">
            <h2 id="groups" className="mb-3 scroll-mt-20 text-xl">
              Groups
            </h2>
            <GroupLinks api={api} groups={groups} />
          </section>
        ) : (
          groups.map((group) => (
            <section key={group.slug} className="mt-10" aria-labelledby={group.slug}>
              <h2 id={group.slug} className="scroll-mt-20 text-xl">
                {group.name}
              </h2>
              <Html html={group.descriptionHtml} className="mt-1 mb-3 text-base text-ink-muted" />
              <OperationList operations={group.operations} />
            </section>
          ))
        )}
        {webhooks.length > 0 ? (
          <section className="mt-10" aria-labelledby="webhook-messages">
            <h2 id="webhook-messages" className="mb-3 scroll-mt-20 text-xl">
              Webhook messages
            </h2>
            <OperationList operations={webhooks} />
          </section>
        ) : null}
      </article>
    </ReferenceFrame>
  );
}
