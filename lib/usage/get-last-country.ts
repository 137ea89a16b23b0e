import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { secondMs } from "@/lib/base/clock";

const lastCountry = defineQuery({
  sql: `SELECT JSONExtractString(metadata, {field:String}) AS country FROM usage_events
        WHERE company_id = {companyId:String} AND key_id = {keyId:String} AND occurred_at >= {from:DateTime64(3, 'UTC')}
        ORDER BY occurred_at DESC LIMIT 1`,
  params: z.object({ companyId: z.string(), keyId: z.string(), field: z.string(), from: z.date() }),
  row: z.object({ country: z.string() }),
});

/**
 * The country (ISO 3166-1 alpha-2) a key was last used from, as the platform's API told it in the metadata field `field`
 * (`keys.countryField` of portal.config.ts) of that call; null: not told, or no country. `lastUsedAt` spares reading all calls.
 */
export async function getLastCountry(
  key: { id: string; companyId: string },
  lastUsedAt: Date,
  field: string,
): Promise<string | null> {
  const from = new Date(lastUsedAt.getTime() - secondMs);
  const [row] = await runQuery(lastCountry, { companyId: key.companyId, keyId: key.id, field, from });
  const country = row?.country.toUpperCase() ?? "";
  return /^[A-Z]{2}$/.test(country) && country !== "XX" ? country : null;
}
