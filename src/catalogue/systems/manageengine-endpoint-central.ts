import { type NamedSystem, portability } from "./system.ts";

const roles =
  "https://www.manageengine.com/products/desktop-central/help/configuring_desktop_central/user_role_and_permission.html";

export const manageengineEndpointCentral: NamedSystem = {
  id: "manageengine-endpoint-central",
  name: "ManageEngine Endpoint Central",
  vendor: "Zoho",
  category: "endpoint-management",
  documentation: "https://www.manageengine.com/products/desktop-central/help/",
  portability: portability["endpoint-management"],
  roles: [
    { name: "Administrator", reach: "super-administrator", source: roles },
    { name: "Technician", reach: "operator", source: roles },
    { name: "Patch Manager", reach: "operator", source: roles },
    { name: "OS Deployer", reach: "operator", source: roles },
    { name: "IT Asset Manager", reach: "operator", source: roles },
    { name: "Remote Desktop Viewer", reach: "operator", source: roles },
    { name: "Auditor", reach: "read-only", source: roles },
    { name: "Guest", reach: "read-only", source: roles },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: false,
      source:
        "https://www.manageengine.com/products/desktop-central/configuring-saml-authentication-settings-for-azure.html",
    },
    source:
      "https://www.manageengine.com/products/desktop-central/help/configuring_desktop_central/desktop_central_user_management.html",
  },
  roster: {
    api: {
      documented: false,
      why: "The published API of Endpoint Central has no module for the users of its console and their roles.",
    },
    limits: [
      "The list is copied from the page Admin > User Administration: whoever copies it decides what is in it.",
      "Accounts of Windows servers that the product runs on, and of its database, are not listed there.",
    ],
  },
  exports: [
    {
      what: "computers, hardware and software inventory, patch status",
      format: "JSON",
      how: "the Inventory, SoM and Patch modules of the API",
      source: "https://www.manageengine.com/products/desktop-central/api-doc.html",
    },
  ],
};
