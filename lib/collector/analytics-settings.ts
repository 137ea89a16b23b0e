/**
 * What analytics.js asks for before it sends anything (`/v1/projects/{writeKey}/settings`): one destination, this portal, and no remote
 * code. `apiHost` is without protocol, as its loader puts its own before it.
 */
export function analyticsSettings(writeKey: string, publicUrl: string) {
  const { host, protocol } = new URL(publicUrl);
  const enabled = { __default: { enabled: true, integrations: {} } };
  return {
    integrations: {
      "Segment.io": {
        apiKey: writeKey,
        apiHost: `${host}/v1`,
        protocol: protocol.slice(0, -1),
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: "4.4.7", componentTypes: ["browser"] },
      },
    },
    plan: { track: enabled, identify: { __default: { enabled: true } }, group: { __default: { enabled: true } } },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
