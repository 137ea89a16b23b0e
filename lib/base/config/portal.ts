import portal from "@/portal.config";
import type { PublicPortal } from "./schema";

/** The portal's own settings (server only). */
export { portal };

/** The subset that pages may send to the browser. */
export function publicPortal(): PublicPortal {
  const { name, tagline, description, brand, navigation, links, currency, organisationPrefix } = portal;
  return { name, tagline, description, brand, navigation, links, currency, organisationPrefix };
}
