/** A name as part of an address: `Müller & Söhne` -> `muller-sohne`. Nothing left: `app`. */
export function makeSlug(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 50)
    .replace(/^-+|-+$/g, "");
  return slug || "app";
}
