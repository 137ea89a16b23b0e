import { LRUCache } from "lru-cache";
import { drawCard } from "../draw-card";
import { listCards } from "../list-cards";

/** Asked for lately, or being drawn: where the disk keeps none, each is drawn once all the same. Some 40 KB each. */
const pictures = new LRUCache<string, Promise<Buffer>>({ max: 200, ttl: 600_000 });

/** The picture of a page, as the build drew it with the page (share-card.ts); drawn now where that folder did not come along. */
export async function GET(_request: Request, { params }: { params: Promise<{ path: string[] }> }) {
  const path = readPath((await params).path);
  const card = path && (await listCards()).get(`/og/${path}`);
  if (!card) return new Response(null, { status: 404 });
  const name = JSON.stringify(card);
  let picture = pictures.get(name);
  if (!picture) {
    picture = drawCard(card);
    pictures.set(name, picture);
    picture.catch(() => pictures.delete(name));
  }
  return new Response(new Uint8Array(await picture), {
    headers: { "content-type": "image/png", "cache-control": "public, max-age=86400" },
  });
}

/** As `paths.ogImage` writes it, whether Next has decoded the parts already or not; null for what nobody can have written so. */
function readPath(parts: string[]): string | null {
  try {
    return parts.map((part) => encodeURIComponent(decodeURIComponent(part))).join("/");
  } catch {
    return null;
  }
}
