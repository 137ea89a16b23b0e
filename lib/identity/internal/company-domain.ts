import publicProviders from "email-providers/all.json" with { type: "json" };

/** Mail hosts that say nothing about an employer and that the list (package email-providers) does not have. */
const missingProviders = [
  "users.noreply.github.com",
  "tutanota.com",
  "tutanota.de",
  "tutamail.com",
  "tuta.com",
  "tuta.io",
  "keemail.me",
  "posteo.de",
  "posteo.net",
  "simplelogin.com",
  "anonaddy.me",
  "mozmail.com",
];
const publicDomains = new Set<string>([...publicProviders, ...missingProviders]);

/** The domain of a verified address if it can be a company's; null for public mail providers, no-reply hosts and what is no address. */
export function companyDomain(email: string): string | null {
  const match = /^[^\s@]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(email.trim().toLowerCase());
  const domain = match?.[1];
  if (!domain) return null;
  // GitHub Enterprise hides addresses behind users.noreply.<its own host>.
  if (publicDomains.has(domain) || domain.startsWith("users.noreply.")) return null;
  return domain;
}

/** A first name for a new company, `analytical.example` -> `Analytical`; its owner may change it. */
export function nameOfDomain(domain: string): string {
  const labels = domain.split(".");
  // `acme.co.uk` is Acme; anything deeper is not guessed at.
  const simple = labels.length === 2 || (labels.length === 3 && (labels[1]?.length ?? 9) <= 3);
  const label = labels[0];
  return simple && label ? label.charAt(0).toUpperCase() + label.slice(1) : domain;
}
