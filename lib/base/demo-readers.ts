/**
 * Whose the shared key of Try it is: the portal's own company and app for readers who are not signed in. Fixed ids, so that every process
 * knows them and two that make them at once make one.
 */
export const demoCompanyId = "com_00000000000000000000000try";
export const demoAppId = "app_00000000000000000000000try";

/** The world of one such reader: nobody sees what another reader made. */
export const demoWorldId = (reader: string) => `${demoAppId}:${reader}`;
