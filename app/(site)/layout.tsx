import type { ReactNode } from "react";
import { SiteFooter } from "@/components/layout/site-footer";
import { SiteHeader } from "@/components/layout/site-header";
import { portal as fullPortal, publicPortal } from "@/lib/base/config/portal";

/** The public pages. They stay static: nothing here or below may read cookies or headers. */
export default function SiteLayout({ children }: { children: ReactNode }) {
  const portal = publicPortal();
  const { privacy } = fullPortal;
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader portal={portal} />
      <div className="flex-1">{children}</div>
      <SiteFooter portal={portal} asksConsent={privacy.consent === "banner"} />
    </div>
  );
}
