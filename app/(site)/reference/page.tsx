import type { Metadata } from "next";
import Link from "next/link";
import { Contents } from "@/components/docs/contents";
import { DocsFrame } from "@/components/docs/docs-frame";
import { Html } from "@/components/reference/html";
import { ReferenceSidebar } from "@/components/reference/reference-sidebar";
import { Method } from "@/components/ui/badge";
import { buttonClasses } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { getReference } from "@/lib/reference/get-reference";
import type { OperationSummary } from "@/lib/reference/schema";
import { shareCard } from "../share-card";

export async function generateMetadata(): Promise<Metadata> {
  const { title } = await getReference();
  return {
    title: "API reference",
    description: `Every operation of the ${title}.`,
    openGraph: shareCard({
      title: "API reference",
      description: `Every operation of the ${title}.`,
      path: paths.reference,
      type: "website",
    }),
    alternates: { canonical: paths.reference, types: { "text/markdown": paths.markdown(paths.reference) } },
  };
}

function OperationList({ operations }: { operations: OperationSummary[] }) {
  return (
    <ul className="overflow-hidden rounded-lg border border-line">
      {operations.map((operation) => (
        <li key={operation.id} className="border-line border-t first:border-t-0">
          <Link
            href={paths.operation(operation.id)}
            prefetch={false}
            className="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5 transition-colors hover:bg-hover"
          >
            {operation.kind === "operation" ? <Method method={operation.method} className="w-12 shrink-0" /> : null}
            <span className="min-w-0 flex-1 font-medium">{operation.summary}</span>
            <code className="text-ink-faint text-xs">{operation.path}</code>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export default async function ReferencePage() {
  const { title, version, descriptionHtml, servers, authorisation, groups, webhooks } = await getReference();
  const { PORTAL_URL } = pageVariables();
  const contents = [...groups.map((group) => ({ id: group.slug, title: group.name, depth: 2 as const }))];
  if (webhooks.length > 0) contents.push({ id: "webhook-messages", title: "Webhook messages", depth: 2 });
  return (
    <DocsFrame
      sidebar={<ReferenceSidebar groups={groups} webhooks={webhooks} current="" />}
      here="Overview"
      aside={<Contents headings={contents} />}
    >
      <article>
        <h1 className="flex flex-wrap items-baseline gap-3 text-3xl tracking-tight">
          {title}
          <span className="font-normal text-base text-ink-faint tracking-normal">version {version}</span>
        </h1>
        <Html html={descriptionHtml} className="mt-4" />
        <dl className="mt-6 divide-y divide-line rounded-lg border border-line">
          {servers.map((server, index) => (
            <div key={server.url} className="px-4 py-3">
              <dt className="flex min-w-0 items-center gap-1">
                <code id={`server-${index}`} className="min-w-0 truncate font-semibold text-sm">
                  {/* A path is a place of this portal: the page puts the address it was reached at before it. */}
                  {server.url.startsWith("/") ? <span data-wm-url="">{PORTAL_URL}</span> : null}
                  {server.url}
                </code>
                <CopyButton from={`server-${index}`} label="Copy the address" />
              </dt>
              <dd>
                <Html html={server.descriptionHtml} className="text-base text-ink-muted" />
              </dd>
            </div>
          ))}
          {authorisation.map((scheme) => (
            <div key={scheme.html} className="px-4 py-3">
              {/* biome-ignore lint/security/noDangerouslySetInnerHtml: rendered from Markdown with HTML shown as text */}
              <dt className="font-medium [&_code]:text-sm" dangerouslySetInnerHTML={{ __html: scheme.html }} />
              <dd>
                <Html html={scheme.descriptionHtml} className="text-base text-ink-muted" />
              </dd>
            </div>
          ))}
        </dl>
        <p className="mt-4">
          <a href={paths.referenceDocument} className={buttonClasses("secondary", "sm")}>
            OpenAPI document
          </a>
        </p>
        {groups.map((group) => (
          <section key={group.slug} className="mt-10" aria-labelledby={group.slug}>
            <h2 id={group.slug} className="scroll-mt-20 text-xl">
              {group.name}
            </h2>
            <Html html={group.descriptionHtml} className="mt-1 mb-3 text-base text-ink-muted" />
            <OperationList operations={group.operations} />
          </section>
        ))}
        {webhooks.length > 0 ? (
          <section className="mt-10" aria-labelledby="webhook-messages">
            <h2 id="webhook-messages" className="mb-3 scroll-mt-20 text-xl">
              Webhook messages
            </h2>
            <OperationList operations={webhooks} />
          </section>
        ) : null}
      </article>
    </DocsFrame>
  );
}
