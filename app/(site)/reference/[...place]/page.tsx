import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { paths } from "@/lib/base/paths";
import { checkBuild } from "@/lib/reference/check-build";
import { findPage } from "@/lib/reference/find-page";
import { findReference } from "@/lib/reference/find-reference";
import { getOperation } from "@/lib/reference/get-operation";
import { getSchemaPage } from "@/lib/reference/get-schema-page";
import { listReferenceAddresses } from "@/lib/reference/list-addresses";
import type { Reference } from "@/lib/reference/schema";
import { shareCard } from "../../share-card";
import { GroupPage } from "../group-page";
import { OperationPage } from "../operation-page";
import { OverviewPage } from "../overview-page";
import { SchemaListPage } from "../schema-list-page";
import { SchemaDrawing } from "../schema-page";

type Props = { params: Promise<{ place: string[] }> };

export const dynamicParams = false;

/** One static page per operation, schema and group. A document with mistakes stops a build; while somebody writes, the rest is drawn. */
export async function generateStaticParams() {
  if (process.env.NODE_ENV === "production") await checkBuild();
  const pages = await listReferenceAddresses();
  return pages
    .filter(({ path }) => path !== paths.reference)
    .map(({ path }) => ({ place: path.split("/").slice(2).map(decodeURIComponent) }));
}

async function find(params: Props["params"]) {
  const page = await findPage((await params).place.map(decodeURIComponent));
  const reference = page && (await findReference(page.api));
  if (!page || !reference) notFound();
  return { page, reference };
}

type Words = { title: string; description: string; path: string };

async function wordsFor({ page, reference }: Awaited<ReturnType<typeof find>>): Promise<Words> {
  const api = reference.title;
  switch (page.kind) {
    case "api":
      return { title: api, description: `Every operation of the ${api}.`, path: paths.referenceApi(page.api) };
    case "schemas":
      return { title: `Schemas, ${api}`, description: `Every schema of the ${api}.`, path: paths.apiSchema(page.api) };
    case "group": {
      const group = (reference as Reference).groups.find((one) => one.slug === page.name);
      const path = paths.operationGroup(page.api, page.name);
      return { title: `${group?.name}, ${api}`, description: `Operations of the ${api}: ${group?.name}.`, path };
    }
    case "schema": {
      const schema = await getSchemaPage(page.api, page.name);
      const description = schema?.content.description.split("\n")[0] || `Fields of ${page.name} in the ${api}.`;
      return { title: `${schema?.title}, schema`, description, path: paths.apiSchema(page.api, page.name) };
    }
    case "operation": {
      const operation = await getOperation(page.name);
      if (!operation) notFound();
      const description = operation.description.split("\n")[0] || `${operation.method} ${operation.path}`;
      return { title: operation.summary, description, path: paths.operation(operation.id) };
    }
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await find(params);
  const { title, description, path } = await wordsFor(found);
  // Pictures are drawn for what people share: schemas and groups take that of their API.
  const picture =
    found.page.kind === "operation" || found.page.kind === "api" ? path : paths.referenceApi(found.page.api);
  return {
    title: found.page.kind === "operation" ? `${title}, API reference` : title,
    description,
    openGraph: { ...(await shareCard({ title, description, path: picture, type: "article" })), url: path },
    alternates: { canonical: path, types: { "text/markdown": paths.markdown(path) } },
  };
}

export default async function ReferencePlace({ params }: Props) {
  const { page, reference } = await find(params);
  if (page.kind === "api") return <OverviewPage reference={reference} />;
  if (page.kind === "schemas") return <SchemaListPage reference={reference} />;
  if (page.kind === "group") return <GroupPage reference={reference} slug={page.name} />;
  if (page.kind === "schema") return <SchemaDrawing reference={reference} name={page.name} />;
  return <OperationPage reference={reference} id={page.name} />;
}
