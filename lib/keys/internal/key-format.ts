import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "@/lib/base/secrets";
import { type Environment, environmentWords } from "../schema";

/** 30 base62 characters have 178 random bits. */
export const randomLength = 30;
export const checksumLength = 6;

/** Six base62 characters of the CRC-32 over all that stands before it: typing errors and inventions are known without a look-up. */
export function checksum(body: string): string {
  return toBase62(crc32(body), checksumLength);
}

/** A new secret, `<org>_<word>_` + 30 random + 6 checksum. */
export function makeSecret(organisationPrefix: string, environment: Environment): string {
  const body = `${organisationPrefix}_${environmentWords[environment]}_${randomBase62(randomLength)}`;
  return body + checksum(body);
}
