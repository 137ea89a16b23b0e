import type { Metadata } from "next";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { cardSize } from "./og/card-size";

/** How a page looks where it is shared. A page that says something of it must say all: Next does not merge with what stands above. */
export function shareCard(page: {
  title: string;
  description: string;
  path: string;
  type: "article" | "website";
}): NonNullable<Metadata["openGraph"]> {
  const { title, description, path, type } = page;
  return {
    title,
    description,
    type,
    siteName: portal.name,
    url: path,
    images: [{ url: paths.ogImage(path), ...cardSize, alt: title }],
  };
}
