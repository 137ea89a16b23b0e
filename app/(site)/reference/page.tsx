import type { Metadata } from "next";
import { paths } from "@/lib/base/paths";
import { findReference } from "@/lib/reference/find-reference";
import { getReference } from "@/lib/reference/get-reference";
import { listApis } from "@/lib/reference/list-apis";
import { shareCard } from "../share-card";
import { OverviewPage } from "./overview-page";

export async function generateMetadata(): Promise<Metadata> {
  const { title } = await getReference();
  return {
    title: "API reference",
    description: `Every operation of the ${title}.`,
    openGraph: await shareCard({
      title: "API reference",
      description: `Every operation of the ${title}.`,
      path: paths.reference,
      type: "website",
    }),
    alternates: { canonical: paths.reference, types: { "text/markdown": paths.markdown(paths.reference) } },
  };
}

export default async function ReferencePage() {
  const [reference, apis] = await Promise.all([findReference(""), listApis()]);
  if (!reference) throw new Error("the portal has no OpenAPI document");
  return <OverviewPage reference={reference} others={apis.filter(({ api }) => api !== "")} />;
}
