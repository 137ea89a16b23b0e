/** What a reader has done of the steps that were asked about; `appId` null: whatever the app. */
export type StepsView =
  | { signedIn: false }
  | {
      signedIn: true;
      /** The company's apps, newest first. */
      apps: { id: string; name: string }[];
      done: { verify: string; appId: string | null; at: string }[];
    };
