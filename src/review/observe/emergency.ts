/**
 * Emergency accounts as they are today: there, enabled, with a credential that resists phishing, tried within the interval of the matrix,
 * and not used without an explanation. What is declared about them is the rules' business.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
 */

import { labelOf, type UserObject } from "../../access/directory.ts";
import { isWhole } from "../../tenant/blind-spots.ts";
import { daysBetween } from "../last-use.ts";
import { listed } from "../words.ts";
import type { Observation, ObserveContext, Observer } from "./observation.ts";

/**
 * Methods that resist phishing, as Graph names them in `methodsRegistered`
 * (https://learn.microsoft.com/graph/api/resources/userregistrationdetails). Certificates are not registered, so the report does not
 * have them; a Windows Hello credential is bound to one person's computer and is no emergency credential.
 */
const passkey = /^(?:fido2|passkey(?!.*windowshello))/i;

const why =
  "It is the last way in when everything else fails. One that cannot sign in, or that signs in unnoticed, is worse than none.";

type Account = ObserveContext["matrix"]["emergencyAccounts"][number];

export const emergencyAccounts: Observer = (context) => {
  const { matrix, attribution, whole } = context;
  const { userRegistrationDetails, users } = whole.collections;
  const ids = new Set([...attribution.emergencyAccounts.values()].map(({ id }) => id));
  const registrations = new Map(
    userRegistrationDetails.filter(({ id }) => ids.has(id)).map((details) => [details.id, details]),
  );
  // A tenant in which nobody has any method is one whose report was not read.
  const areRegistrationsSeen = isWhole(whole, "userRegistrationDetails") && userRegistrationDetails.length > 0;
  const areSignInsSeen = users.some((user) => "signInActivity" in user);
  const found = matrix.emergencyAccounts.flatMap((account, index): Observation[] => {
    const user = attribution.emergencyAccounts.get(account.userPrincipalName.toLowerCase());
    const problems = [
      ...validationProblems(account, context),
      ...(user === undefined ? [] : healthProblems(user)),
      ...(user === undefined || !areRegistrationsSeen
        ? []
        : credentialProblems(account, registrations.get(user.id)?.methodsRegistered ?? undefined)),
      ...(user === undefined || !areSignInsSeen ? [] : useProblems(account, user)),
    ];
    const place = { path: `emergencyAccounts.${index}`, text: "Emergency accounts" };
    return problems.map(({ what, severity, sentence, words, due }) => ({
      kind: "emergency-account",
      severity,
      message: `The emergency account ${account.userPrincipalName} ${sentence}.`,
      why,
      key: `${account.userPrincipalName.toLowerCase()} ${what}`,
      ...(user !== undefined && {
        principal: {
          id: user.id,
          identity: `user:${account.userPrincipalName.toLowerCase()}`,
          label: labelOf({ kind: "user", id: user.id, value: user }),
          type: "user" as const,
          party: { kind: "emergency" as const },
        },
      }),
      objects: [],
      joins: "also",
      remedy: { words },
      row: place,
      ...(due !== undefined && { due }),
    }));
  });
  return {
    found,
    unseen: [
      ...matrix.emergencyAccounts.flatMap(({ userPrincipalName, lastValidated }, index) =>
        lastValidated === undefined
          ? [
              `Whether ${userPrincipalName} works is not known: the matrix has no date of a validation (emergencyAccounts.${index}.lastValidated).`,
            ]
          : [],
      ),
      ...(areRegistrationsSeen
        ? []
        : [
            "Whether the emergency accounts have a passkey is not known: the snapshot has no sign-in methods of accounts (AuditLog.Read.All).",
          ]),
      ...(matrix.emergencyAccounts.some(({ credential }) => credential === "certificate")
        ? ["Certificates are not among the methods that Microsoft reports: only a validation shows that they work."]
        : []),
      ...(areSignInsSeen
        ? []
        : ["Whether the emergency accounts were used is not known: the snapshot has no sign-in activity of accounts."]),
    ],
  };
};

interface Problem {
  readonly what: string;
  readonly severity: Observation["severity"];
  /** After the account's name. */
  readonly sentence: string;
  readonly words: string;
  readonly due?: string;
}

const day = 86_400_000;

function validationProblems({ lastValidated }: Account, { matrix, today }: ObserveContext): Problem[] {
  const { emergencyValidationDays: interval } = matrix.review;
  const words = `Take the credential out of its place, sign in with it, put it back, and write the date into the matrix (lastValidated).`;
  // Said where it is not known, since nothing has gone wrong yet.
  if (lastValidated === undefined) return [];
  if (Date.parse(lastValidated) > Date.parse(today)) {
    return [
      {
        what: "validation",
        severity: "medium",
        sentence: `was validated on ${lastValidated}, says the matrix, and that day is yet to come`,
        words: "Correct lastValidated in the matrix.",
      },
    ];
  }
  const due = new Date(Date.parse(lastValidated) + interval * day).toISOString().slice(0, 10);
  const late = daysBetween(due, today);
  if (late <= 0) return [];
  return [
    {
      what: "validation",
      severity: late > interval ? "high" : "medium",
      sentence: `was last validated on ${lastValidated}; every ${interval} days is agreed, so it was due on ${due}`,
      words,
      due,
    },
  ];
}

function healthProblems(user: UserObject): Problem[] {
  return [
    ...(user.accountEnabled === false
      ? [
          {
            what: "disabled",
            severity: "critical" as const,
            sentence: "is disabled",
            words: "Enable it, and find out who disabled it: the audit log has it.",
          },
        ]
      : []),
    ...(user.onPremisesSyncEnabled === true
      ? [
          {
            what: "synchronised",
            severity: "high" as const,
            sentence:
              "is synchronised from an Active Directory: whoever rules that directory rules it, and it falls with it",
            words: "Replace it with an account that exists in the cloud alone.",
          },
        ]
      : []),
  ];
}

function credentialProblems({ credential }: Account, methods: readonly string[] | undefined): Problem[] {
  if (credential === "certificate" || methods?.some((method) => passkey.test(method)) === true) return [];
  const has = methods === undefined || methods.length === 0 ? "no method" : `only ${listed(methods)}`;
  return [
    {
      what: "credential",
      severity: "high",
      sentence: `has ${has} registered and no passkey: Microsoft demands a second factor of every administrator, so it cannot sign in where it matters`,
      words: "Register a passkey (FIDO2 security key) for it, and keep the key where the matrix says.",
    },
  ];
}

/** Sign-ins are told to the day: a validation on one side of midnight and its note on the other are the same. */
function useProblems({ lastValidated, uses = [] }: Account, { signInActivity }: UserObject): Problem[] {
  const last = [signInActivity?.lastSuccessfulSignInDateTime, signInActivity?.lastSignInDateTime]
    .flatMap((each) => each ?? [])
    .toSorted()
    .at(-1);
  if (last === undefined) return [];
  const explained = [...(lastValidated === undefined ? [] : [lastValidated]), ...uses.map(({ on }) => on)];
  if (explained.some((date) => Math.abs(daysBetween(date, last.slice(0, 10))) <= 1)) return [];
  return [
    {
      what: `use on ${last.slice(0, 10)}`,
      severity: "high",
      sentence: `was used on ${last.slice(0, 10)}, and the matrix has no explanation for it`,
      words:
        "Ask who has had the credential. If it was right, write the day and the reason into the matrix (uses); if not, treat it as an incident.",
    },
  ];
}
