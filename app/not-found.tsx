import type { Metadata } from "next";
import { NotFoundMain } from "@/components/layout/not-found-main";
import { SiteFooter } from "@/components/layout/site-footer";
import { SiteHeader } from "@/components/layout/site-header";
import { portal as fullPortal, publicPortal } from "@/lib/base/config/portal";

export const metadata: Metadata = { title: "There is nothing here" };

export default function NotFound() {
  const portal = publicPortal();
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader portal={portal} />
      <NotFoundMain />
      <SiteFooter portal={portal} asksConsent={fullPortal.privacy.consent === "banner"} />
    </div>
  );
}
