import { drawCard } from "../draw-card";
import { listCards } from "../list-cards";

/** The picture of a page, as the build drew it with the page (share-card.ts); drawn now where that folder did not come along. */
export async function GET(_request: Request, { params }: { params: Promise<{ path: string[] }> }) {
  const path = readPath((await params).path);
  const card = path && (await listCards()).get(`/og/${path}`);
  if (!card) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(await drawCard(card)), {
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
