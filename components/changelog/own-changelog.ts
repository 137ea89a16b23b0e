import { whoReads } from "@/components/layout/reader";
import { paths } from "@/lib/base/paths";

/** Which entries touch what the reader's company calls, by the entry's slug. */
export type OwnChangelog =
  | { signedIn: false }
  | { signedIn: true; changes: Record<string, { operationId: string; apps: string[] }[]>; feed: string };

let asked: Promise<OwnChangelog> | undefined;

/** Asked for once per load of the page, by whichever mark comes first, and only for who is signed in. */
export function askOwnChangelog(): Promise<OwnChangelog> {
  asked ??= whoReads()
    .then(async ({ signedIn }): Promise<OwnChangelog> => {
      if (!signedIn) return { signedIn: false };
      const response = await fetch(paths.api.ownChangelog, { cache: "no-store" });
      return response.ok ? ((await response.json()) as OwnChangelog) : { signedIn: false };
    })
    .catch((): OwnChangelog => ({ signedIn: false }));
  return asked;
}
