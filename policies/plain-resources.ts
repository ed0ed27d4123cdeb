/** Resources that convey nothing by themselves: which types, with which properties, of whom. Everything else may matter to a rule. */

import { type MatrixParties, matchingDomain, mentionsProvider, readMatrix } from "../src/access/matrix-parties.ts";
import { powersOfRole } from "../src/access/powers.ts";
import { entraRoles } from "../src/catalogue/entra-roles.ts";
import type { Entitlements } from "../src/entitlements/entitlements.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import { isSecret, type PlannedResource } from "../src/plan/plan.ts";
import { type Understanding, understandingOf } from "../src/tenant/resources/understanding.ts";
import { plainAzure } from "./plain-azure-resources.ts";

/** What a reference to another object means for whether the resource matters. */
export type Relation =
  /** The group that the resource puts somebody into: it matters when the group does. */
  | "object"
  /** Who gets into a group, or owns something: it matters when that is not one of the client's own. */
  | "subject"
  /** Who holds a role: it matters when the principal does. */
  | "holder"
  /** The other half of an application: both matter, or neither. */
  | "half"
  /** A property of a person: it matters to nobody else. */
  | "mention"
  /** What is given: it must not be something that the plan makes. */
  | "meaning";

/** A type of resource that may be plain. */
export interface PlainType {
  /** Property → what the ids in it mean. */
  readonly references: Readonly<Record<string, Relation>>;
  /** The ids in a property's value, where they are not the value itself. */
  readonly idsIn?: (property: string, value: unknown) => readonly string[];
  /** Properties whose ids another resource may have given without being what they name; that resource is then meant as well. */
  readonly isGivenBy?: ReadonlySet<string>;
  /** Whether it is only a relation between others, to which nothing refers. */
  readonly relatesOthers?: true;
  /** Of all with the same key the first stays: it says in which order what stays is found. */
  readonly orderKey?: (
    resource: PlannedResource,
    armId: string,
    isPlanned: (id: string) => boolean,
  ) => string | undefined;
  /** It stays as soon as anything that is not plain keeps credentials of an application, or is nobody knows where in Azure. */
  readonly staysWith?: ReadonlySet<Circumstance>;
}

export type Circumstance = "credentials" | "odd places";

/** Tells whether something is a name, and none that the matrix has or that means a provider. */
export type NameTest = (name: unknown) => name is string;

/** A type of the directory that may be plain. */
interface PlainDirectoryType extends PlainType {
  /** Properties that convey nothing, whatever they say. */
  readonly properties: ReadonlySet<string>;
  /** Whether a resource with these properties is the client's own, and nothing that the matrix speaks of. */
  readonly isOrdinary: (inputs: PlannedResource["inputs"], known: Known) => boolean;
}

interface Known {
  readonly parties: MatrixParties;
  /** Every text of the matrix and of what it entitles to, lower case. */
  readonly names: ReadonlySet<string>;
}

const words = (text: string) => new Set(text.trim().split(/\s+/));

const pim = words(
  "assignmentType duration expirationDate justification permanentAssignment startDate ticketNumber ticketSystem",
);

/** Properties as terraform-provider-azuread 3.8.0 has them (internal/services). */
const plainTypes: ReadonlyMap<string, PlainDirectoryType> = new Map<string, PlainDirectoryType>([
  [
    "azuread:index/user:User",
    {
      references: { managerId: "mention" },
      properties: words(`accountEnabled ageGroup businessPhones city companyName costCenter country department
        disablePasswordExpiration disableStrongPassword displayName division employeeHireDate employeeId employeeType faxNumber
        forcePasswordChange givenName jobTitle mail mailNickname mobilePhone officeLocation otherMails password postalCode
        preferredLanguage showInAddressList state streetAddress surname usageLocation userPrincipalName`),
      isOrdinary: isOrdinaryUser,
    },
  ],
  [
    "azuread:index/group:Group",
    {
      references: { members: "subject", owners: "subject" },
      properties: words(
        "description displayName mailEnabled mailNickname preventDuplicateNames securityEnabled visibility",
      ),
      isOrdinary: hasOrdinaryName,
    },
  ],
  [
    "azuread:index/groupMember:GroupMember",
    {
      relatesOthers: true,
      references: { groupObjectId: "object", memberObjectId: "subject" },
      properties: new Set(),
      isOrdinary: ({ groupObjectId, memberObjectId }, known) =>
        isUnnamed(groupObjectId, known) && isUnnamed(memberObjectId, known),
    },
  ],
  ...["EligibilitySchedule", "AssignmentSchedule"].map((held): [string, PlainDirectoryType] => [
    `azuread:index/privilegedAccessGroup${held}:PrivilegedAccessGroup${held}`,
    {
      relatesOthers: true,
      references: { groupId: "object", principalId: "subject" },
      properties: pim,
      isOrdinary: ({ groupId, principalId }, known) => isUnnamed(groupId, known) && isUnnamed(principalId, known),
    },
  ]),
  [
    "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
    {
      relatesOthers: true,
      references: { principalObjectId: "holder" },
      properties: words("directoryScopeId roleId"),
      isOrdinary: ({ principalObjectId, roleId, directoryScopeId = "/" }, known) =>
        isUnnamed(principalObjectId, known) && directoryScopeId === "/" && isHarmless(roleId),
    },
  ],
  [
    "azuread:index/application:Application",
    {
      references: { owners: "subject" },
      properties: words("description displayName notes preventDuplicateNames signInAudience tags"),
      isOrdinary: hasOrdinaryName,
    },
  ],
  [
    "azuread:index/servicePrincipal:ServicePrincipal",
    {
      references: { clientId: "half", owners: "subject" },
      properties: words("accountEnabled appRoleAssignmentRequired description notes tags"),
      isOrdinary: ({ clientId }, known) => isUnnamed(clientId, known),
    },
  ],
]);

/** Tells what is plain about a resource, of one in Azure with its ARM id; undefined when it is not. What its references lead to is not looked at. */
export function plainReader(
  matrix: Matrix,
  entitlements: Entitlements,
): (resource: PlannedResource, armId: string | undefined) => PlainType | undefined {
  const known = { parties: readMatrix(matrix, entitlements), names: textsOf([matrix, entitlements]) };
  const isOrdinaryName = (name: unknown): name is string =>
    isUnnamed(name, known) && !mentionsProvider(name, known.parties);
  return (resource, armId) => {
    const { type, id, inputs, read, options } = resource;
    const understanding = understandingOf(type);
    if (isElsewhere(resource, understanding)) return elsewhere;
    if (read || options.import !== undefined) return undefined;
    if (armId !== undefined) return plainAzure(resource, armId, isOrdinaryName);
    const plain = plainTypes.get(type);
    if (plain === undefined || !isUnnamed(id, known)) return undefined;
    for (const property in inputs) {
      const value = inputs[property];
      const isKnown = plain.properties.has(property) ? isSimple(value) : isIds(plain.references[property], value);
      if (!isKnown) return undefined;
    }
    return plain.isOrdinary(inputs, known) ? plain : undefined;
  };
}

/** What lives outside Entra ID and Azure, or is only a bracket around others. */
export const elsewhere: PlainType = { references: {}, relatesOthers: true };

/** The engine's own say who deploys, and a client id that another resource has may be an application's of the plan. */
function isElsewhere({ type, custom, inputs }: PlannedResource, understanding: Understanding): boolean {
  if (custom && (understanding !== "harmless" || type.startsWith("pulumi:") || type.startsWith("azuread:")))
    return false;
  return inputs["clientId"] === undefined && inputs["authorizedClientId"] === undefined;
}

/** One with no address of a provider and no provider in its names. Whose it is else makes no difference while it holds nothing. */
function isOrdinaryUser(inputs: PlannedResource["inputs"], known: Known): boolean {
  const { userPrincipalName, displayName, mail, companyName, otherMails } = inputs;
  const addresses = [userPrincipalName, ...(mail === undefined ? [] : [mail]), ...[otherMails ?? []].flat()];
  return (
    isText(displayName) &&
    addresses.every((address) => isUnnamed(address, known) && !isProviders(address, known)) &&
    [displayName, userPrincipalName, companyName].every(
      (text) => text === undefined || (isUnnamed(text, known) && !mentionsProvider(text, known.parties)),
    )
  );
}

/** A guest's name has another address in it: `dana_tideway.example#EXT#@client.example`. */
function isProviders(address: string, { parties }: Known): boolean {
  return address.includes("#") || matchingDomain(address.toLowerCase(), parties.providerDomains) !== undefined;
}

function hasOrdinaryName({ displayName, mailNickname }: PlannedResource["inputs"], known: Known): boolean {
  return [displayName, ...(mailNickname === undefined ? [] : [mailNickname])].every(
    (name) => isUnnamed(name, known) && !mentionsProvider(name, known.parties),
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** A text that the matrix does not have. */
function isUnnamed(value: unknown, { names }: Known): value is string {
  return isText(value) && !names.has(value.trim().toLowerCase());
}

const harmless = new Map<unknown, boolean>();

/** A built-in role that is no step to anything. */
function isHarmless(roleId: unknown): boolean {
  const known = harmless.get(roleId);
  if (known !== undefined) return known;
  const role = entraRoles.get(String(roleId));
  const decided =
    role?.microsoftPrivileged === false &&
    role.equivalent === "none" &&
    Object.keys(powersOfRole({ id: role.templateId, name: role.name, kind: "built-in", actions: [] })).length === 0;
  harmless.set(roleId, decided);
  return decided;
}

/** Every text in a value, keys of objects among them. */
function textsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === "string") found.add(value.trim().toLowerCase());
  else if (typeof value === "object" && value !== null) {
    for (const each of Object.entries(value).flat()) textsOf(each, found);
  }
  return found;
}

function isSimple(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Array.isArray(value) ? value.every((element) => typeof element === "string") : isSecret(value);
}

/** One with its path is refused by the provider (src/tenant/resources/id-forms.ts). */
function isIds(relation: Relation | undefined, value: unknown): boolean {
  return relation !== undefined && [value].flat().every((id) => typeof id === "string" && !id.startsWith("/"));
}
