/** What a page is, for search engines (schema.org). A data block, never run; no text in it can end it. */
export function JsonLd({ data }: { data: Record<string, unknown> }) {
  const text = JSON.stringify({ "@context": "https://schema.org", ...data }).replaceAll("<", "\\u003c");
  // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON without "<"
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: text }} />;
}
