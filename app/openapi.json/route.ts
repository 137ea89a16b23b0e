import { publicPortal } from "@/lib/base/config/portal";
import { describePortalApi } from "./describe-portal-api";

/** Made anew per request: the address of the portal is known when it runs, not when it is built. */
export const dynamic = "force-dynamic";

/** The contract of the portal's own API. The platform's API has its own document at `/reference/openapi.json`. */
export function GET() {
  return Response.json(describePortalApi(publicPortal().name), {
    headers: { "cache-control": "public, max-age=60", "access-control-allow-origin": "*" },
  });
}
