import type { FirstTouch } from "../outgoing-event";

/** Events that say who somebody is, or which company's: with them go identify, alias and group. */
export const linkingEvents = new Set([
  "signed_up",
  "signed_in",
  "visitor_identified",
  "person_grouped",
  "company_joined",
  "invite_accepted",
]);

/** `first_channel`, `first_utm_source`, ...: a touch as flat properties. */
export function flattenTouch(touch: FirstTouch | null, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(touch ?? {}).map(([name, value]) => [`${prefix}${name}`, value]));
}
