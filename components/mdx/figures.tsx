/* biome-ignore-all lint/performance/noImgElement: authors name files of any size and host; nothing is known of them when a page is drawn */
import { type ReactNode, useId } from "react";

type Size = number | string;

/** A picture that opens large in a popover of the browser's own: no script, closed by Esc or a click beside it. */
export function Picture({
  src,
  alt,
  caption,
  width,
  height,
}: {
  src: string;
  alt: string;
  caption?: string;
  width?: Size;
  height?: Size;
}) {
  const id = `zoom-${useId()}`;
  return (
    <figure className="wm-picture">
      <button type="button" popoverTarget={id} aria-label={`Enlarge: ${alt || caption || "picture"}`}>
        <img src={src} alt={alt} width={width} height={height} loading="lazy" decoding="async" />
      </button>
      {caption ? <figcaption>{caption}</figcaption> : null}
      <div id={id} popover="auto" className="wm-zoom">
        <button type="button" popoverTarget={id} popoverTargetAction="hide" aria-label="Close">
          <img src={src} alt={alt} loading="lazy" decoding="async" />
        </button>
      </div>
    </figure>
  );
}

/** A film of the portal's own, with the browser's controls. `captions`: a WebVTT file in English. */
export function Video({
  src,
  title,
  poster,
  captions,
}: {
  src: string;
  title: string;
  poster?: string;
  captions?: string;
}) {
  return (
    <figure className="wm-video">
      {/* biome-ignore lint/a11y/useMediaCaption: the author's, where there is something to hear */}
      <video controls preload="metadata" playsInline src={src} poster={poster} aria-label={title}>
        {captions ? <track kind="captions" src={captions} srcLang="en" label="English" default /> : null}
        <a href={src}>{title}</a>
      </video>
      <figcaption>{title}</figcaption>
    </figure>
  );
}

/** SVG that was drawn when the page was compiled. */
export function Diagram({ html, title }: { html: string; title: string }) {
  return (
    <figure className="wm-diagram">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by the library, all text in it escaped */}
      <div role="img" aria-label={title} dangerouslySetInnerHTML={{ __html: html }} />
    </figure>
  );
}

/** MathML that was made when the page was compiled. */
export function Formula({ html, display }: { html: string; display?: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: made by the library
  return <span className={display ? "wm-formula" : undefined} dangerouslySetInnerHTML={{ __html: html }} />;
}

export function FileTree({ children }: { children: ReactNode }) {
  return <div className="wm-tree">{children}</div>;
}
