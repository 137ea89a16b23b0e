/** Read by next.config.ts, and so part of the routes that are bundled. */
const redirects = "content/redirects.yaml";
/** Styles are made for the classes that Tailwind finds, in MDX too: `className="..."`, `{ className: ... }`. */
const namesClasses = /class\w*["']?\s*[=:]/i;

/**
 * Whether a change of this file may change the bundles of the pages. Text of the content is only drawn by them, unless it asks for styles of
 * its own.
 * @param {string} place path from the root, with `/`
 * @param {Buffer} bytes
 */
export function mayNeedBundling(place, bytes) {
  const isText = place.startsWith("content/") && /(\.(mdx?|ya?ml)|\/meta\.json)$/.test(place) && place !== redirects;
  return !isText || namesClasses.test(bytes.toString("utf8"));
}
