/** Reports: which sign-in methods people have, and when applications were last used. */

import type { Context, Operations, Reply } from "./context.ts";
import { notImplemented } from "./error.ts";
import { propertyIndex, type Resource, readOperations } from "./resource.ts";

/** https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails */
const registrationResource: Resource = {
  table: "userRegistrationDetails",
  type: "#microsoft.graph.userRegistrationDetails",
  set: "reports/authenticationMethods/userRegistrationDetails",
};

/** https://learn.microsoft.com/graph/api/reportroot-list-serviceprincipalsigninactivities, beta only */
const activityResource: Resource = {
  table: "servicePrincipalSignInActivities",
  type: "#microsoft.graph.servicePrincipalSignInActivity",
  set: "reports/servicePrincipalSignInActivities",
  indexes: { appId: propertyIndex("servicePrincipalSignInActivities", "appId") },
};

function onlyInBeta(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([operation, handler]) => [
      operation,
      (context: Context): Reply => {
        if (context.version === "beta") return handler(context);
        throw notImplemented(`${operation.replace(" ", " /v1.0/")} (Microsoft Graph has it in beta only)`);
      },
    ]),
  );
}

export const reportOperations: Operations = {
  ...readOperations("reports/authenticationMethods/userRegistrationDetails", registrationResource),
  ...onlyInBeta(readOperations("reports/servicePrincipalSignInActivities", activityResource)),
};
