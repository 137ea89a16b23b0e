import { currentDocReader } from "@/lib/access/current-doc-reader";
import { hasGatedDocs } from "@/lib/docs/check-doc-gate";
import { getSidebar } from "@/lib/docs/get-sidebar";
import { listEditionDocs } from "@/lib/docs/list-docs";

/** `?section=`: pages of this part of the sidebar that not everybody may read and this reader may, for the sidebars of static pages: `{ pages }`. */
export async function GET(request: Request) {
  const section = (new URL(request.url).searchParams.get("section") ?? "").slice(0, 500);
  const reader = (await hasGatedDocs()) ? await currentDocReader() : null;
  const gated = reader ? (await listEditionDocs(reader)).filter((doc) => doc.gates.length > 0) : [];
  const placed = await Promise.all(
    gated.map(async (doc) => ({ doc, at: (await getSidebar(doc.slug, reader)).section })),
  );
  const pages = placed
    .filter(({ at }) => at === section)
    .map(({ doc }) => ({ slug: doc.slug, title: doc.sidebarTitle ?? doc.title }));
  return Response.json({ pages }, { headers: { "cache-control": "private, no-store" } });
}
