/** Reports show people: nothing of them is kept by anything between here and who asked. */
export const reportHeaders = { "cache-control": "no-store", vary: "authorization, accept" };

/** A CSV download with the report's name and the day it was made. */
export function csvHeaders(name: string, at: Date): Record<string, string> {
  return {
    ...reportHeaders,
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${name}-${at.toISOString().slice(0, 10)}.csv"`,
  };
}
