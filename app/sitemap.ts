import type { MetadataRoute } from "next";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { listDocChanges } from "@/lib/docs/list-doc-changes";
import { listEditionDocs } from "@/lib/docs/list-docs";
import type { DocSummary } from "@/lib/docs/schema";
import { listReferenceAddresses } from "@/lib/reference/list-addresses";

export const dynamic = "force-dynamic";

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const [docs, addresses, changed] = await Promise.all([listEditionDocs(), listReferenceAddresses(), listDocChanges()]);
  const changedAt = new Map(changed.map((doc) => [paths.docs(doc.slug), doc.changedAt]));
  const places = [
    paths.home,
    ...docs.filter(isListed).map((doc) => paths.docs(doc.slug)),
    ...addresses.map(({ path }) => path),
    paths.changelog,
    ...(portal.plans.some((plan) => !plan.hidden) ? [paths.pricing] : []),
    paths.showcase,
  ];
  return places.map((place) => {
    const lastModified = changedAt.get(place);
    return { url: `${env().publicUrl}${place}`, ...(lastModified ? { lastModified } : {}) };
  });
}

/** Translations are pages of their own; what is shown untranslated is not, and older versions only if they are meant to be found. */
function isListed({ noindex, untranslated, edition }: DocSummary): boolean {
  const version = edition?.version;
  return (
    !noindex && !untranslated && (!version || portal.docs.versions.some(({ id, indexed }) => id === version && indexed))
  );
}
