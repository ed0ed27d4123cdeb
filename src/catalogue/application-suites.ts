/**
 * Names in a conditional access policy that stand for several applications, and which of them Microsoft lists
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-cloud-apps for the portals and Azure
 * management, https://learn.microsoft.com/entra/identity/conditional-access/reference-office-365-application-contents for
 * Office 365; client ids from https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in).
 */

export interface ApplicationSuite {
  /** As policies write it: a word, or the client id of the application that stands for the others. */
  readonly id: string;
  /** Whether people say it in other words on the command line. */
  readonly alias?: string;
  /** As a destination: `to …`. */
  readonly words: string;
  /** Whether it answers to legacy protocols (basic authentication of mail and Office clients). */
  readonly legacyProtocols: boolean;
  /** Client ids of what it contains; Microsoft adds to the suites, so a list is what matters here and not the whole. */
  readonly members: readonly string[];
}

const azurePortal = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const officePortal = "00000006-0000-0ff1-ce00-000000000000";

export const adminPortals = "MicrosoftAdminPortals";
/** Windows Azure Service Management API. */
export const azureManagement = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

export const applicationSuites: readonly ApplicationSuite[] = [
  {
    id: adminPortals,
    alias: "admin-portals",
    words: "the Microsoft admin portals",
    legacyProtocols: false,
    // Exchange admin center; Azure portal (also Entra and Intune); Microsoft 365 admin center; Defender and Purview.
    members: [
      "497effe9-df71-4043-a8bb-14cf78c4b63b",
      azurePortal,
      officePortal,
      "80ccca67-54bd-44ab-8625-4b79c4dc7775",
    ],
  },
  {
    id: azureManagement,
    alias: "azure-management",
    words: "Azure management",
    legacyProtocols: false,
    // Azure portal; Azure Data Lake; Application Insights API; Log Analytics API.
    members: [
      azurePortal,
      "e9f49c6b-5ce5-44c8-925d-015017e9f7ad",
      "f5c26e74-f226-4ae8-85f0-b4af0080ac9e",
      "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
    ],
  },
  {
    id: "Office365",
    alias: "office365",
    words: "Office 365",
    legacyProtocols: true,
    members: [
      "00000002-0000-0ff1-ce00-000000000000", // Exchange Online
      "00000003-0000-0ff1-ce00-000000000000", // SharePoint Online
      "00000004-0000-0ff1-ce00-000000000000", // Skype for Business Online
      "00000005-0000-0ff1-ce00-000000000000", // Viva Engage
      officePortal,
      "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams Services
      "1fec8e78-bce4-4aaf-ab1b-5451cc387264", // Microsoft Teams
      "09abbdfd-ed23-44ee-a2d9-a627aa1c90f3", // Planner
      "c9a559d2-7aab-4f13-a6ed-e7e9c52aec87", // Microsoft Forms
      "ab9b8c07-8f02-4f72-87fa-80105867a763", // OneDrive SyncEngine
      "94c63fef-13a3-47bc-8074-75af8c65887a", // Office Delve
    ],
  },
  { id: "AllAgentIdResources", words: "an agent's resources", legacyProtocols: false, members: [] },
];

/** Applications that people know by name, by client id. */
export const wellKnownApplications: Readonly<Record<string, string>> = {
  [azurePortal]: "the Azure portal",
  "497effe9-df71-4043-a8bb-14cf78c4b63b": "the Exchange admin center",
  [officePortal]: "the Microsoft 365 admin center",
  "80ccca67-54bd-44ab-8625-4b79c4dc7775": "the Defender and Purview portal",
  "00000002-0000-0ff1-ce00-000000000000": "Exchange Online",
  "00000003-0000-0ff1-ce00-000000000000": "SharePoint Online",
  "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
  "d4ebce55-015a-49b5-a083-c84d1797ae8c": "Intune enrollment",
  "0000000a-0000-0000-c000-000000000000": "Intune",
};
