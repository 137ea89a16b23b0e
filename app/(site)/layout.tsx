import type { ReactNode } from "react";
import { AnnouncementBar } from "@/components/layout/announcement-bar";
import { SiteFooter } from "@/components/layout/site-footer";
import { SiteHeader } from "@/components/layout/site-header";
import { portal as fullPortal, publicPortal } from "@/lib/base/config/portal";

/**
 * The public pages. They stay static: nothing here or below may read cookies or headers. `data-static-page`: the build takes the framework's
 * scripts out of them (scripts/lighten-pages.mjs); what needs React before it is touched is marked `data-hydrate`.
 */
export default async function SiteLayout({ children }: { children: ReactNode }) {
  const portal = publicPortal();
  const { privacy, announcement } = fullPortal;
  // Taken in here, so that no build has it.
  const { ContentReload = null } =
    process.env.NODE_ENV === "development" ? await import("@/components/layout/content-reload") : {};
  return (
    <div className="flex min-h-dvh flex-col" data-static-page="">
      {announcement ? (
        <AnnouncementBar text={announcement.text} href={announcement.href} dismissible={announcement.dismissible} />
      ) : null}
      <SiteHeader portal={portal} />
      <div className="flex-1">{children}</div>
      {ContentReload ? <ContentReload /> : null}
      <SiteFooter portal={portal} asksConsent={privacy.consent === "banner"} />
    </div>
  );
}
