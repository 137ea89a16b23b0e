/** Whether a browser asks not to be followed: Global Privacy Control (`Sec-GPC: 1`) or Do Not Track (`DNT: 1`). */
export function hasPrivacySignal(headers: Record<string, string | string[] | undefined>): boolean {
  return headers["sec-gpc"] === "1" || headers.dnt === "1";
}
