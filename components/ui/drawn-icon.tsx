import { classNames } from "./class-names";

/** An icon that an author named, from what stands inside its SVG. */
export function DrawnIcon({ drawing, className }: { drawing: string; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={classNames("shrink-0", className)}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: from the icon library's own files
      dangerouslySetInnerHTML={{ __html: drawing }}
    />
  );
}
