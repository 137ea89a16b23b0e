/** `path` below the door's prefix. An address no operation answers, cut to its first segment: rollups keep a row per route, and anybody can make addresses up. */
export function unknownRoute(path: string): string {
  const [, first = "", second] = path.split("/");
  return second === undefined ? `/${first.slice(0, 60)}` : `/${first.slice(0, 60)}/...`;
}

/** Product and version of a user agent such as `curl/8.1.2` or `parcelway-node/1.4.0 (...)`. */
export function readSdk(userAgent: string | undefined): [string, string] {
  const match = /^([\w.-]{1,60})\/([\w.+-]{1,40})/.exec(userAgent ?? "");
  return match ? [match[1] as string, match[2] as string] : ["", ""];
}
