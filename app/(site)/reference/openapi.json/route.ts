import { getDocument } from "@/lib/reference/get-document";

/** The platform's OpenAPI document as JSON, for generators and for curl. */
export async function GET() {
  return Response.json(await getDocument(), {
    headers: { "cache-control": "public, max-age=60", "access-control-allow-origin": "*" },
  });
}
