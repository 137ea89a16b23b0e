/** What posthog-js asks for before it sends anything (`/array/{key}/config`): nothing switched on that the portal has no use for, no remote code
 * (nothing at all of surveys: for a `false` it loads their script, too). */
export function posthogConfig(token: string) {
  return {
    token,
    supportedCompression: ["gzip", "gzip-js"],
    hasFeatureFlags: false,
    defaultIdentifiedOnly: true,
    elementsChainAsString: true,
    // Where events go: the newest address.
    analytics: { endpoint: "/i/v0/e/" },
    autocapture_opt_out: true,
    autocaptureExceptions: false,
    captureDeadClicks: false,
    capturePerformance: false,
    heatmaps: false,
    sessionRecording: false,
    siteApps: [],
    toolbarParams: {},
    isAuthenticated: false,
  };
}

/** No flags (`/flags/?v=2`; older libraries ask `/decide`). */
export const posthogFlags = {
  flags: {},
  featureFlags: {},
  featureFlagPayloads: {},
  errorsWhileComputingFlags: false,
  supportedCompression: ["gzip", "gzip-js"],
  config: { enable_collect_everything: false },
  autocapture_opt_out: true,
  sessionRecording: false,
  siteApps: [],
};
