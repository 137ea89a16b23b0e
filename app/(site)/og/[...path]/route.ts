import { paths } from "@/lib/base/paths";
import { listEditionDocs } from "@/lib/docs/list-docs";
import { listOperations } from "@/lib/reference/list-operations";
import { listPages, sectionTitles } from "../../list-pages";
import { type Card, drawCard } from "../draw-card";

/** All of them are made by the build; what is not among them does not exist. */
export const dynamic = "force-static";
export const dynamicParams = false;

/** Every page's card by the address of its picture. Pages that are kept out of lists are shared all the same. */
async function listCards(): Promise<Map<string, Card>> {
  const [pages, docs, operations] = await Promise.all([listPages(), listEditionDocs(), listOperations()]);
  const cards = new Map<string, Card>();
  for (const doc of docs.filter((one) => !one.untranslated)) {
    cards.set(paths.ogImage(paths.docs(doc.slug)), {
      title: doc.title,
      description: doc.description,
      section: doc.audience === "developers" ? "Docs" : "Handbook",
    });
  }
  for (const page of pages) {
    const place = paths.ogImage(page.path);
    const section = page.section ? sectionTitles[page.section] : "";
    if (!cards.has(place)) cards.set(place, { title: page.title, description: page.description, section });
  }
  for (const one of operations) {
    const description = one.kind === "webhook" ? one.path : `${one.method} ${one.path}`;
    const section = sectionTitles.reference;
    cards.set(paths.ogImage(paths.operation(one.id)), { title: one.summary, description, section });
  }
  return cards;
}

export async function generateStaticParams() {
  return [...(await listCards()).keys()].map((place) => ({
    path: place.split("/").slice(2).map(decodeURIComponent),
  }));
}

export async function GET(_request: Request, { params }: { params: Promise<{ path: string[] }> }) {
  const path = (await params).path.map((part) => encodeURIComponent(decodeURIComponent(part))).join("/");
  const card = (await listCards()).get(`/og/${path}`);
  if (!card) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(await drawCard(card)), {
    headers: { "content-type": "image/png", "cache-control": "public, max-age=86400" },
  });
}
