import { notFound } from "next/navigation";
import { LastError } from "@/components/docs/last-error";
import { PageActions } from "@/components/docs/page-actions";
import { JsonLd } from "@/components/layout/json-ld";
import { OperationView } from "@/components/reference/operation-view";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { listMentions } from "@/lib/docs/list-mentions";
import { getOperation } from "@/lib/reference/get-operation";
import { getTryRefusal } from "@/lib/reference/get-try-refusal";
import type { Operation, Reference } from "@/lib/reference/schema";
import { writeJson, writeSamples } from "@/lib/reference/write-samples";
import { describeArticle } from "../describe-article";
import { highlightForPage } from "../highlight-for-page";
import { ReferenceFrame } from "./frame";

/** Tabs show so many; the rest is in the document. */
const mostAnswers = 8;

/** Guides that speak of an operation: by its id in their front matter, by `<Endpoint>`, by a link to its page or a sample tried there. */
async function listGuides(operation: Operation) {
  const endpoint = `${operation.method} ${operation.path}`;
  const address = paths.operation(operation.id);
  const tells = (href: string) => href.replace(/[?#].*$/, "").replace(/\.md$/, "") === address;
  return (await listMentions())
    .filter(
      (guide) =>
        guide.explains.includes(operation.id) ||
        // An endpoint is named by method and path, which the first API has before any other.
        (operation.api === "" && guide.endpoints.includes(endpoint)) ||
        guide.links.some(tells),
    )
    .map(({ slug, title, description }) => ({ title, description, href: paths.docs(slug) }));
}

/** Examples of answers under their status; several of one status under their names too, as long as every status has its first one. */
function listAnswerBodies(operation: Operation): { label: string; value: unknown }[] {
  const all = operation.answers.flatMap((answer) => {
    const examples = answer.body?.examples ?? [];
    return examples.map((example, at) => ({
      label: examples.length > 1 ? `${answer.status} ${example.title}` : answer.status,
      value: example.value,
      isFirst: at === 0,
    }));
  });
  const room = Math.max(0, mostAnswers - all.filter(({ isFirst }) => isFirst).length);
  const further = new Set(all.filter(({ isFirst }) => !isFirst).slice(0, room));
  return all.filter((one) => one.isFirst || further.has(one)).slice(0, mostAnswers);
}

/** One operation or webhook. */
export async function OperationPage({ reference, id }: { reference: Reference; id: string }) {
  const operation = await getOperation(id);
  if (!operation) notFound();
  const webhook = operation.kind === "webhook";
  const examples = operation.body?.examples ?? [];
  // A sample shows the first body already; a webhook has no sample.
  const shown = webhook || examples.length > 1 ? examples : [];
  const [samples, bodies, answerBodies, guides, tryRefusal] = await Promise.all([
    Promise.all(writeSamples(operation).map((sample) => highlightForPage(sample.label, sample.code, sample.language))),
    Promise.all(shown.map((example) => highlightForPage(example.title, writeJson(example.value), "json"))),
    Promise.all(
      listAnswerBodies(operation).map(({ label, value }) => highlightForPage(label, writeJson(value), "json")),
    ),
    listGuides(operation),
    portal.tryIt.enabled ? getTryRefusal(operation.id) : null,
  ]);
  const group = reference.groups.find((one) => one.operations.some((other) => other.id === id));
  const path = paths.operation(operation.id);
  return (
    <ReferenceFrame
      reference={reference}
      current={path}
      group={group?.slug ?? "webhooks"}
      here={operation.summary}
      wide
    >
      <JsonLd
        data={describeArticle({
          title: operation.summary,
          description: operation.description.split("\n")[0] || `${operation.method} ${operation.path}`,
          path,
          trail: [
            { title: reference.api ? reference.title : "API reference", path: paths.referenceApi(reference.api) },
          ],
        })}
      />
      <OperationView
        operation={operation}
        samples={samples}
        bodies={bodies}
        answerBodies={answerBodies}
        base={operation.address ?? portal.api.baseUrl}
        canTry={portal.tryIt.enabled}
        tryRefusal={tryRefusal}
        actions={<PageActions markdownHref={paths.operationMarkdown(operation.id)} portalUrl={env().publicUrl} open />}
        api={{
          title: reference.api ? reference.title : "API reference",
          href: paths.referenceApi(reference.api),
        }}
        guides={guides}
      />
      {webhook ? null : <LastError page={path} />}
    </ReferenceFrame>
  );
}
