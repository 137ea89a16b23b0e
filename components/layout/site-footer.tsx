import type { PublicPortal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";

/** The foot of every public page: the rooms, and the same pages for programs. */
export function SiteFooter({ portal, asksConsent = false }: { portal: PublicPortal; asksConsent?: boolean }) {
  const groups: { label: string; links: { label: string; href: string }[] }[] = [
    { label: "Build", links: [...portal.navigation, { label: "Changelog", href: paths.changelog }] },
    {
      label: "For programs",
      links: [
        { label: "OpenAPI document", href: paths.referenceDocument },
        { label: "llms.txt", href: paths.llms },
        { label: "skill.md", href: paths.skill },
        { label: "Changelog feed", href: paths.rss },
      ],
    },
    {
      label: "Company",
      links: [
        ...(portal.links.repository ? [{ label: "Source of this portal", href: portal.links.repository }] : []),
        ...(portal.links.support ? [{ label: "Support", href: portal.links.support }] : []),
        { label: "Privacy", href: paths.docs("privacy") },
        ...(portal.links.status ? [{ label: "Status", href: portal.links.status }] : []),
      ],
    },
  ];
  return (
    <footer className="border-line border-t bg-sunken print:hidden">
      <div className="mx-auto grid max-w-[90rem] gap-x-8 gap-y-8 px-4 py-10 sm:grid-cols-[2fr_1fr_1fr_1fr] sm:px-6">
        <div>
          <p className="font-semibold">{portal.name}</p>
          <p className="mt-1 max-w-72 text-pretty text-ink-muted text-sm">{portal.tagline}.</p>
        </div>
        {groups
          .filter((group) => group.links.length > 0)
          .map((group) => (
            <nav key={group.label} aria-label={group.label} data-routed="">
              <p className="mb-2 font-medium text-sm">{group.label}</p>
              <ul className="space-y-1.5 text-ink-muted text-sm">
                {group.links.map((item) => (
                  <li key={item.href}>
                    <a href={item.href} className="hover:text-ink hover:underline hover:underline-offset-4">
                      {item.label}
                    </a>
                  </li>
                ))}
                {group.label === "Company" && asksConsent ? (
                  <li>
                    {/* Without scripts nothing is ever set, and the page says so. */}
                    <a
                      href={`${paths.docs("privacy")}#your-choices`}
                      data-privacy-choices=""
                      className="hover:text-ink hover:underline hover:underline-offset-4"
                    >
                      Privacy choices
                    </a>
                  </li>
                ) : null}
              </ul>
            </nav>
          ))}
      </div>
    </footer>
  );
}
