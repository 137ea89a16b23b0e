import { contentRecheckMs } from "@/lib/base/content-recheck";
import { paths } from "@/lib/base/paths";
import { listEditionDocs } from "@/lib/docs/list-docs";
import { listOperations } from "@/lib/reference/list-operations";
import { listPages, sectionTitles } from "../list-pages";
import type { Card } from "./draw-card";

let kept: Promise<Map<string, Card>> | undefined;

/** Every page's card by the address of its picture. Pages that are kept out of lists are shared all the same. */
export function listCards(): Promise<Map<string, Card>> {
  if (Number.isFinite(contentRecheckMs)) return gather();
  kept ??= gather().catch((error: unknown) => {
    kept = undefined;
    throw error;
  });
  return kept;
}

async function gather(): Promise<Map<string, Card>> {
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
