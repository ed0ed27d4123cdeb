// An emergency account that is off, with a secret in it, and a provider's policy whose session lasts too long.
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";

new azuread.User(
  "emergency",
  {
    userPrincipalName: "emergency-1@harbourdental.onmicrosoft.com",
    displayName: "Emergency access 1",
    password: pulumi.secret("Not-used-1-not-used"),
    accountEnabled: false,
  },
  { protect: true },
);
const people = new azuread.Group("people", { displayName: "Tideway IT – people", securityEnabled: true });
new azuread.ConditionalAccessPolicy("tideway", {
  displayName: "Tideway IT – phishing-resistant sign-in",
  state: "enabled",
  conditions: {
    applications: { includedApplications: ["All"] },
    clientAppTypes: ["all"],
    users: { includedGroups: [people.objectId] },
  },
  grantControls: {
    operator: "OR",
    authenticationStrengthPolicyId: "/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004",
  },
  sessionControls: { signInFrequency: 7, signInFrequencyPeriod: "days", persistentBrowserMode: "always" },
});
