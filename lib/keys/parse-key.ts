import { checksum, checksumLength, randomLength } from "./internal/key-format";
import { type Environment, environments, environmentWords } from "./schema";

/**
 * Which environment a well-formed key of this organisation is for; null for anything else: another organisation's,
 * mistyped, invented, too long. Costs no look-up.
 */
export function parseKey(text: string, organisationPrefix: string): Environment | null {
  for (const environment of environments) {
    const bodyLength = organisationPrefix.length + environmentWords[environment].length + 2 + randomLength;
    if (text.length !== bodyLength + checksumLength) continue;
    if (!text.startsWith(`${organisationPrefix}_${environmentWords[environment]}_`)) continue;
    return checksum(text.slice(0, bodyLength)) === text.slice(bodyLength) ? environment : null;
  }
  return null;
}
