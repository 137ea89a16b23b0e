import type { Metadata } from "next";
import { portal } from "@/lib/base/config/portal";
import { isBuildingPages } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { cardSize } from "./og/card-size";
import { drawCard } from "./og/draw-card";
import { listCards } from "./og/list-cards";

/**
 * How a page looks where it is shared. A page that says something of it must say all: Next does not merge with what stands above.
 * The build draws the page's picture with the page: among the static pages pictures would come all at the end, and be one worker's work.
 */
export async function shareCard(page: {
  title: string;
  description: string;
  path: string;
  type: "article" | "website";
}): Promise<NonNullable<Metadata["openGraph"]>> {
  const { title, description, path, type } = page;
  const picture = paths.ogImage(path);
  if (isBuildingPages()) await drawOnce(picture);
  return {
    title,
    description,
    type,
    siteName: portal.name,
    url: path,
    images: [{ url: picture, ...cardSize, alt: title }],
  };
}

/** Pictures that several pages are shared with. */
const drawn = new Set<string>();

async function drawOnce(picture: string): Promise<void> {
  const card = (await listCards()).get(picture);
  if (!card || drawn.has(picture)) return;
  drawn.add(picture);
  await drawCard(card);
}
