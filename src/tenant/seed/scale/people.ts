/** The people of a tenant of any size: staff in departments and offices, guests of partners and providers. */

import type { Entity, Reference } from "../../entity.ts";
import { guestPrincipalName } from "../../graph/users.ts";
import { type Frame, type Random, type Row, row, userReference } from "./frame.ts";

/** Who is there, for the parts that refer to them. */
export interface People {
  /** Staff, in the order in which they were hired. */
  readonly staff: readonly Reference[];
  readonly guests: readonly Reference[];
  /** Guests of providers; they are among the guests too. */
  readonly providerGuests: readonly Reference[];
  /** Index of the department, for each of the staff. */
  readonly departmentOf: Uint8Array;
  readonly officeOf: Uint16Array;
  readonly offices: number;
}

export const departments: readonly string[] = [
  ...["Clinical", "Front Desk", "Laboratory", "Finance", "Human Resources", "Procurement", "Facilities", "Marketing"],
  ...[
    "Legal",
    "Research",
    "Training",
    "Quality",
    "Patient Services",
    "Imaging",
    "Sterilisation",
    "Regional Management",
  ],
];
const jobs = ["Assistant", "Specialist", "Senior Specialist", "Team Lead", "Manager", "Coordinator", "Analyst"];
const givenNames: readonly string[] = [
  ...[
    "Ada",
    "Bola",
    "Carmen",
    "Dmitri",
    "Elif",
    "Femi",
    "Gita",
    "Hiro",
    "Ines",
    "Jakub",
    "Kofi",
    "Lena",
    "Maya",
    "Nils",
  ],
  ...[
    "Oana",
    "Pavel",
    "Qadir",
    "Rosa",
    "Sven",
    "Tariq",
    "Ursula",
    "Vera",
    "Wanda",
    "Xenia",
    "Yusuf",
    "Zoe",
    "Anouk",
    "Bram",
  ],
];
const surnames: readonly string[] = [
  ...[
    "Abebe",
    "Bianchi",
    "Costa",
    "Dahl",
    "Eriksen",
    "Fontaine",
    "Garcia",
    "Haas",
    "Ivanov",
    "Jensen",
    "Kaya",
    "Lopez",
  ],
  ...[
    "Mbeki",
    "Nowak",
    "Olsen",
    "Petrov",
    "Quist",
    "Rossi",
    "Silva",
    "Tanaka",
    "Usman",
    "Varga",
    "Weiss",
    "Yilmaz",
    "Zhang",
  ],
];

const none: readonly string[] = [];

/** People for each office. */
const officeSize = 400;
/** Shares of all users. */
const partnerGuests = 0.04;
const providerGuestShare = 0.003;

/** Writes the people, with what they last did and how they can sign in. `base` users exist already. */
export function* peopleRows(frame: Frame, base: number): Generator<Row, People> {
  const total = Math.max(0, frame.options.users - base);
  const fromProviders = frame.options.providers.length === 0 ? 0 : Math.min(total, frame.share(providerGuestShare, 4));
  const fromPartners = Math.min(total - fromProviders, frame.share(partnerGuests, 0));
  const staffCount = total - fromProviders - fromPartners;
  const people = {
    staff: [] as Reference[],
    guests: [] as Reference[],
    providerGuests: [] as Reference[],
    departmentOf: new Uint8Array(staffCount),
    officeOf: new Uint16Array(staffCount),
    offices: Math.max(1, Math.ceil(staffCount / officeSize)),
  };
  const random = frame.random("people");
  for (let number = 0; number < staffCount; number++) {
    const reference = userReference(frame.id("user", number));
    const department = random.below(departments.length);
    const office = random.below(people.offices);
    people.departmentOf[number] = department;
    people.officeOf[number] = office;
    // Whoever came before leads somebody who came later.
    const manager = number === 0 ? undefined : people.staff[Math.floor(number / 9)];
    people.staff.push(reference);
    yield* personRows(frame, random, staffMember(frame, random, number, reference.id, department, office, manager));
  }
  for (let number = 0; number < fromPartners; number++) {
    const reference = userReference(frame.id("partner guest", number));
    people.guests.push(reference);
    yield* personRows(frame, random, guest(frame, random, reference.id, number, `partner-${number % 40}.example`));
  }
  for (let number = 0; number < fromProviders; number++) {
    const provider = frame.options.providers[number % frame.options.providers.length];
    const reference = userReference(frame.id("provider guest", number));
    people.guests.push(reference);
    people.providerGuests.push(reference);
    const domain = provider?.domains[0] ?? "provider.example";
    yield* personRows(frame, random, {
      ...guest(frame, random, reference.id, number, domain),
      companyName: provider?.name,
    });
  }
  return people;
}

function staffMember(
  frame: Frame,
  random: Random,
  number: number,
  id: string,
  department: number,
  office: number,
  manager: Reference | undefined,
): Entity {
  const { company, domain } = frame.options;
  const [givenName, surname] = [random.of(givenNames), random.of(surnames)];
  const address = `${givenName}.${surname}.${number}@${domain}`.toLowerCase();
  return {
    id,
    accountEnabled: random.next() > 0.03,
    companyName: company,
    createdDateTime: frame.daysAgo(30 + random.below(2500)),
    department: departments[department],
    displayName: `${givenName} ${surname}`,
    givenName,
    jobTitle: random.of(jobs),
    mail: address,
    mailNickname: address.slice(0, address.indexOf("@")),
    officeLocation: `Office ${office + 1}`,
    otherMails: none,
    surname,
    usageLocation: "GB",
    userPrincipalName: address,
    userType: "Member",
    ...(manager !== undefined && { manager }),
    ...signIns(frame, random, 0.06),
  };
}

function guest(frame: Frame, random: Random, id: string, number: number, domain: string): Entity {
  const [givenName, surname] = [random.of(givenNames), random.of(surnames)];
  const mail = `${givenName}.${surname}.${number}@${domain}`.toLowerCase();
  const name = guestPrincipalName(mail, frame.options.initialDomain);
  const accepted = random.next() > 0.1;
  const createdDateTime = frame.daysAgo(10 + random.below(1200));
  return {
    id,
    accountEnabled: true,
    createdDateTime,
    creationType: "Invitation",
    displayName: `${givenName} ${surname}`,
    externalUserState: accepted ? "Accepted" : "PendingAcceptance",
    externalUserStateChangeDateTime: createdDateTime,
    mail,
    mailNickname: name.slice(0, name.indexOf("@")),
    otherMails: [mail],
    userPrincipalName: name,
    userType: "Guest",
    ...(accepted && signIns(frame, random, 0.3)),
  };
}

/** When somebody last signed in; a share of people has not for a long time. */
function signIns(frame: Frame, random: Random, stale: number): { readonly signInActivity: Entity["signInActivity"] } {
  const days = random.next() < stale ? 120 + random.below(600) : random.below(25) + random.next();
  return { signInActivity: activity(frame, days) };
}

/** The last sign-in so many days ago, as Graph shows it (https://learn.microsoft.com/graph/api/resources/signinactivity). */
export function activity(frame: Frame, days: number): Readonly<Record<string, string>> {
  const lastSignInDateTime = frame.daysAgo(days);
  return {
    lastSignInDateTime,
    lastNonInteractiveSignInDateTime: frame.daysAgo(Math.max(0, days - 0.5)),
    lastSuccessfulSignInDateTime: lastSignInDateTime,
  };
}

const methods: readonly (readonly string[])[] = [
  ["microsoftAuthenticatorPush", "softwareOneTimePasscode"],
  ["mobilePhone"],
  ["passKeyDeviceBound", "microsoftAuthenticatorPush"],
  [],
];

/** A person, and what the registration report says of them. */
export function* personRows(
  frame: Frame,
  random: Random,
  user: Entity,
  registered?: readonly string[],
): Generator<Row> {
  yield row("users", user);
  const methodsRegistered = registered ?? methods[Math.min(methods.length - 1, random.below(10) >> 1)] ?? none;
  yield row("userRegistrationDetails", {
    id: user.id,
    isAdmin: false,
    isMfaCapable: methodsRegistered.length > 0,
    isMfaRegistered: methodsRegistered.length > 0,
    isPasswordlessCapable: methodsRegistered.includes("passKeyDeviceBound"),
    lastUpdatedDateTime: frame.options.today,
    methodsRegistered,
    userDisplayName: user["displayName"],
    userPrincipalName: user["userPrincipalName"],
    userType: user["userType"] === "Guest" ? "guest" : "member",
  });
}
