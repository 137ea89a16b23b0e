import { classNames } from "@/components/ui/class-names";

/** Text of the OpenAPI document, rendered from Markdown with HTML shown as text (lib/base/render-markdown.ts). */
export function Html({ html, className }: { html: string; className?: string }) {
  if (!html) return null;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: see above
  return <div className={classNames("wm-prose", className)} dangerouslySetInnerHTML={{ __html: html }} />;
}
