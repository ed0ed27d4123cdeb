/** Every observer; what they find becomes lines of the review beside its differences. */

import type { ObservationKind } from "../schema.ts";
import { accountsWithoutPerson, disabledElsewhere, leftProviderElsewhere, staleElsewhere } from "../systems/observe.ts";
import { emergencyAccounts } from "./emergency.ts";
import { expiring } from "./expiring.ts";
import { unknownIssuers } from "./issuers.ts";
import type { Observation, ObserveContext, Observer } from "./observation.ts";
import { unknownPartners } from "./partners.ts";
import { disabledWithAccess, guestsNeverRedeemed, leftProvider } from "./people.ts";
import { shadowGlobalAdministrators } from "./reach.ts";
import { recreatedObjects, scopeCreep } from "./since.ts";
import { staleAccess } from "./stale.ts";

/** In the order in which a report names them. */
const observers: readonly { readonly kind: ObservationKind; readonly title: string; readonly observe: Observer }[] = [
  {
    kind: "shadow-global-administrator",
    title: "Global Administrators in all but name",
    observe: shadowGlobalAdministrators,
  },
  { kind: "scope-creep", title: "What providers gained since the previous review", observe: scopeCreep },
  {
    kind: "left-provider",
    title: "People who left their provider",
    observe: both(leftProvider, leftProviderElsewhere),
  },
  {
    kind: "account-without-person",
    title: "Accounts in other systems whose person is gone, or is several",
    observe: accountsWithoutPerson,
  },
  {
    kind: "disabled-with-access",
    title: "Disabled accounts that still hold access",
    observe: both(disabledWithAccess, disabledElsewhere),
  },
  { kind: "stale-access", title: "Access that nobody uses", observe: both(staleAccess, staleElsewhere) },
  { kind: "guest-never-redeemed", title: "Guests who never accepted", observe: guestsNeverRedeemed },
  { kind: "emergency-account", title: "Emergency accounts: tried, unused, healthy", observe: emergencyAccounts },
  { kind: "expiring", title: "What ends soon", observe: expiring },
  { kind: "unknown-issuer", title: "Federated credentials of unknown issuers", observe: unknownIssuers },
  { kind: "unknown-partner", title: "Other tenants of which the matrix knows nothing", observe: unknownPartners },
  { kind: "re-created", title: "What was deleted and made anew under its name", observe: recreatedObjects },
];

/** In the tenant, and in the systems beside it. */
function both(inTenant: Observer, elsewhere: Observer): Observer {
  return (context) => {
    const [here, there] = [inTenant(context), elsewhere(context)];
    return { found: [...here.found, ...there.found], unseen: [...here.unseen, ...there.unseen] };
  };
}

/** What all observers found, and per kind what could not be looked at. */
export interface Observations {
  readonly found: readonly Observation[];
  readonly kinds: readonly {
    readonly kind: ObservationKind;
    readonly title: string;
    readonly count: number;
    readonly unseen: readonly string[];
  }[];
}

export function observe(context: ObserveContext): Observations {
  const all = observers.map(({ kind, title, observe: run }) => ({ kind, title, ...run(context) }));
  return {
    found: all.flatMap(({ found }) => found),
    kinds: all.map(({ kind, title, found, unseen }) => ({ kind, title, count: found.length, unseen })),
  };
}
