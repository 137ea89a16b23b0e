import { loadReferences } from "./internal/load-reference";

export type Api = {
  /** Its part of the address; empty for the first one. */
  api: string;
  title: string;
  version: string;
  /** From the portal's root. */
  file: string;
  operations: number;
  schemas: string[];
};

/** Every API of the portal: that of the config first, then the others of content/reference by name. */
export async function listApis(): Promise<Api[]> {
  return (await loadReferences()).map(({ api, title, version, file, places, schemas }) => ({
    ...{ api, title, version, file, operations: places.size },
    schemas: schemas.map(({ name }) => name),
  }));
}
