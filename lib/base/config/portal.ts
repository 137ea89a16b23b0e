import { paths } from "@/lib/base/paths";
import portal from "@/portal.config";
import type { PublicPortal } from "./schema";

/** The portal's own settings (server only). */
export { portal };

/** The subset that pages may send to the browser. */
export function publicPortal(): PublicPortal {
  const { name, tagline, description, brand, links, currency, organisationPrefix } = portal;
  // Without plans there is no pricing page.
  const hasPricing = portal.plans.some((plan) => !plan.hidden);
  const navigation = portal.navigation.filter(({ href }) => hasPricing || href !== paths.pricing);
  return { name, tagline, description, brand, navigation, links, currency, organisationPrefix };
}
