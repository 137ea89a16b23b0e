import type { AdKind, SettingField } from "../schema";

const address = (placeholder: string): SettingField => ({
  name: "endpoint",
  label: "API address",
  hint: `Leave it empty for ${placeholder}.`,
  placeholder,
  secret: false,
  optional: true,
});

/** What each ad platform is called and what it has to know. Without its secret it still makes files to upload. */
export const adWords: Record<AdKind, { label: string; about: string; fields: SettingField[] }> = {
  google_ads: {
    label: "Google Ads",
    about: "Conversions through the Data Manager API, or as a file to upload.",
    fields: [
      {
        name: "customerId",
        label: "Customer ID",
        hint: "Of the Google Ads account, top right on its pages.",
        placeholder: "123-456-7890",
        secret: false,
      },
      {
        name: "loginCustomerId",
        label: "Manager account",
        hint: "Only when the service account was given access to a manager account above it.",
        placeholder: "",
        secret: false,
        optional: true,
      },
      {
        name: "serviceAccount",
        label: "Service account key (JSON)",
        hint: "The whole key file of a service account that may use the Data Manager API. Without it you get files only.",
        placeholder: "",
        secret: true,
        optional: true,
      },
      address("https://datamanager.googleapis.com"),
    ],
  },
  microsoft_ads: {
    label: "Microsoft Advertising",
    about: "Conversions through the Conversions API, or as a bulk file to upload.",
    fields: [
      {
        name: "tagId",
        label: "UET tag ID",
        hint: "Under Conversion tracking, UET tags.",
        placeholder: "187012345",
        secret: false,
      },
      {
        name: "accessToken",
        label: "Conversions API token",
        hint: "From the tag's setup, Use Conversions API. Without it you get files only.",
        placeholder: "",
        secret: true,
        optional: true,
      },
      address("https://capi.uet.microsoft.com"),
    ],
  },
  meta_ads: {
    label: "Meta",
    about: "Conversions of Facebook and Instagram ads through the Conversions API, or as a file to upload.",
    fields: [
      {
        name: "pixelId",
        label: "Dataset (pixel) ID",
        hint: "In Events Manager under Data sources.",
        placeholder: "123456789012345",
        secret: false,
      },
      {
        name: "accessToken",
        label: "Access token",
        hint: "In Events Manager under Settings, Conversions API. Without it you get files only.",
        placeholder: "",
        secret: true,
        optional: true,
      },
      {
        name: "testEventCode",
        label: "Test event code",
        hint: "From Events Manager, Test events. A dry run then shows up there and nowhere else.",
        placeholder: "TEST12345",
        secret: false,
        optional: true,
      },
      {
        name: "version",
        label: "Graph API version",
        hint: "Leave it empty for v24.0.",
        placeholder: "v24.0",
        secret: false,
        optional: true,
      },
      address("https://graph.facebook.com"),
    ],
  },
  linkedin_ads: {
    label: "LinkedIn",
    about: "Conversions through the Conversions API, or as a file to upload.",
    fields: [
      {
        name: "accessToken",
        label: "Access token",
        hint: "With the scope rw_conversions; it expires after 60 days. Without it you get files only.",
        placeholder: "",
        secret: true,
        optional: true,
      },
      {
        name: "version",
        label: "API version",
        hint: "Year and month; LinkedIn ends each after a year. Leave it empty for 202610.",
        placeholder: "202610",
        secret: false,
        optional: true,
      },
      address("https://api.linkedin.com"),
    ],
  },
};
