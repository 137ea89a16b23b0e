import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { brandStyle } from "@/components/layout/brand-style";
import { ConsentBanner } from "@/components/layout/consent-banner";
import { PageListeners } from "@/components/layout/page-listeners";
import { themeScript } from "@/components/layout/theme-script";
import { portal as fullPortal, publicPortal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { inter, interExtended, jetBrainsMono } from "./fonts";
import "./globals.css";

const portal = publicPortal();
const { consent } = fullPortal.privacy;
/** Whose calls copied commands may name their block to (components/layout/page-script/trace-snippet.ts): nothing, the sandbox, the live API too. */
const traced = { off: undefined, sandbox: "", all: fullPortal.api.baseUrl }[fullPortal.snippets.trace];

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(env().publicUrl),
    title: { default: `${portal.name} – ${portal.tagline}`, template: `%s – ${portal.name}` },
    description: portal.description,
    icons: { icon: "/brand/favicon.svg" },
    openGraph: { siteName: portal.name, type: "website", images: [paths.ogImage(paths.home)] },
    twitter: { card: "summary_large_image" },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0e0f" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme script may set data-theme before React sees the page.
    <html
      lang="en"
      data-consent={consent}
      data-announcement={fullPortal.announcement?.id}
      data-trace={traced}
      className={`${inter.variable} ${interExtended.variable} ${jetBrainsMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: colours checked by the config's schema */}
        <style dangerouslySetInnerHTML={{ __html: brandStyle(portal.brand) }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
        {/* The tracker, answered by the edge, which knows the default source's write key. */}
        <script src="/wm.js" defer />
      </head>
      <body>
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          Skip to the content
        </a>
        {children}
        <PageListeners />
        {consent === "banner" ? <ConsentBanner portalName={portal.name} /> : null}
      </body>
    </html>
  );
}
