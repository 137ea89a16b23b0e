import type { Metadata } from "next";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import { currentDocReader } from "@/lib/access/current-doc-reader";
import { paths } from "@/lib/base/paths";
import { checkDocGate } from "@/lib/docs/check-doc-gate";
import { getDoc } from "@/lib/docs/get-doc";
import { checkReturnPath } from "@/lib/identity/check-return-path";
import { DocsArticle } from "../../docs-article";

type Props = { params: Promise<{ slug?: string[] }> };

/** Drawn for who asks, every time; Next marks it private and not to be kept. */
export const dynamic = "force-dynamic";

/**
 * A page of the docs that not everybody may read, or none at all (what is not among the static pages comes here, next.config.ts). Who is not
 * signed in is sent to sign in and back; who lacks something is told what, with 403; who may not hear of it finds nothing.
 */
const find = cache(async (slug: string) => {
  const reader = await currentDocReader();
  const gate = await checkDocGate(slug, reader);
  if (gate.state === "absent") notFound();
  if (gate.state === "open") redirect(paths.docs(slug));
  if (gate.state === "refused") {
    if (gate.missing.kind === "sign-in") redirect(paths.signIn(checkReturnPath(paths.docs(slug), paths.docs())));
    forbidden();
  }
  const doc = await getDoc(slug, reader);
  if (!doc) notFound();
  return { doc, reader };
});

const slugOf = async (params: Props["params"]) => ((await params).slug ?? []).map(decode).join("/");

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { doc } = await find(await slugOf(params));
  // No picture, no canonical address, no card: nothing that a machine would carry elsewhere.
  return { title: doc.title, robots: { index: false, follow: false } };
}

export default async function GatedDocsPage({ params }: Props) {
  const { doc, reader } = await find(await slugOf(params));
  return <DocsArticle doc={doc} reader={reader} />;
}
