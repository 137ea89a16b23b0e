import type { MetadataRoute } from "next";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";

export const dynamic = "force-dynamic";

/** The public pages are for everybody, machines included; what is behind the sign-in is not worth a visit. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: "*", allow: "/", disallow: [paths.console.home, paths.staff.home, "/api/", "/v1/", "/out/"] },
    sitemap: `${env().publicUrl}${paths.sitemap}`,
  };
}
