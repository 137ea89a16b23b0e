import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocsFrame } from "@/components/docs/docs-frame";
import { LastError } from "@/components/docs/last-error";
import { PageActions } from "@/components/docs/page-actions";
import { JsonLd } from "@/components/layout/json-ld";
import { OperationView } from "@/components/reference/operation-view";
import { ReferenceSidebar } from "@/components/reference/reference-sidebar";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { getOperation } from "@/lib/reference/get-operation";
import { getReference } from "@/lib/reference/get-reference";
import { listOperations } from "@/lib/reference/list-operations";
import { writeJson, writeSamples } from "@/lib/reference/write-samples";
import { describeArticle } from "../../describe-article";
import { highlightForPage } from "../../highlight-for-page";
import { shareCard } from "../../share-card";

type Props = { params: Promise<{ operation: string }> };

export const dynamicParams = false;

export async function generateStaticParams() {
  return (await listOperations()).map((operation) => ({ operation: operation.id }));
}

async function find(params: Props["params"]) {
  const operation = await getOperation(decodeURIComponent((await params).operation));
  if (!operation) notFound();
  return operation;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const operation = await find(params);
  const description = operation.description.split("\n")[0] || `${operation.method} ${operation.path}`;
  return {
    title: `${operation.summary}, API reference`,
    description,
    openGraph: shareCard({
      title: operation.summary,
      description,
      path: paths.operation(operation.id),
      type: "article",
    }),
    alternates: {
      canonical: paths.operation(operation.id),
      types: { "text/markdown": paths.operationMarkdown(operation.id) },
    },
  };
}

export default async function OperationPage({ params }: Props) {
  const operation = await find(params);
  const { groups, webhooks } = await getReference();
  const webhook = operation.kind === "webhook";
  const examples = operation.body?.examples ?? [];
  // A sample shows the first body already; a webhook has no sample.
  const shown = webhook || examples.length > 1 ? examples : [];
  const [samples, bodies, answerBodies] = await Promise.all([
    Promise.all(writeSamples(operation).map((sample) => highlightForPage(sample.label, sample.code, sample.language))),
    Promise.all(shown.map((example) => highlightForPage(example.title, writeJson(example.value), "json"))),
    Promise.all(
      operation.answers.flatMap((answer) => {
        const example = answer.body?.examples[0];
        return example ? [highlightForPage(answer.status, writeJson(example.value), "json")] : [];
      }),
    ),
  ]);
  return (
    <DocsFrame
      wide
      sidebar={<ReferenceSidebar groups={groups} webhooks={webhooks} current={operation.id} />}
      here={operation.summary}
    >
      <JsonLd
        data={describeArticle({
          title: operation.summary,
          description: operation.description.split("\n")[0] || `${operation.method} ${operation.path}`,
          path: paths.operation(operation.id),
          trail: [{ title: "API reference", path: paths.reference }],
        })}
      />
      <OperationView
        operation={operation}
        samples={samples}
        bodies={bodies}
        answerBodies={answerBodies}
        base={portal.api.baseUrl}
        canTry={portal.tryIt.enabled}
        actions={<PageActions markdownHref={paths.operationMarkdown(operation.id)} portalUrl={env().publicUrl} open />}
      />
      {webhook ? null : <LastError page={paths.operation(operation.id)} />}
    </DocsFrame>
  );
}
