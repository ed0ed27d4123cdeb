/** Plan files of any size, as the Pulumi CLI writes them, with a known number of grants that the gate must refuse. */

import { createHash } from "node:crypto";

/** `state`: what `pulumi stack export` writes. `preview`: what `pulumi preview --json --show-sames` writes of the same stack. */
export type PlanShape = "state" | "preview";

export interface GeneratedPlan {
  readonly text: string;
  /** URNs of the role assignments that make a provider's person Global Administrator, in the order of the file. */
  readonly refused: readonly string[];
}

interface Resource {
  readonly type: string;
  readonly name: string;
  /** The id as azuread writes it. */
  readonly id: string;
  readonly objectId: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the provider adds to the inputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly needs: Readonly<Record<string, Resource>>;
}

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
/** Reports Reader and Directory Readers: roles that an internal person may well hold. */
const ordinaryRoles = ["4a5d8f65-41da-4de4-8968-e035b65339cf", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"] as const;

const project = "urn:pulumi:prod::directory";
const stackUrn = `${project}::pulumi:pulumi:Stack::directory-prod`;
const providerUrn = `${project}::pulumi:providers:azuread::default_6_9_1`;
const providerId = "34616fcd-1705-4ac8-ac47-2e92b6a46e1d";
const when = "2026-11-21T10:38:52.964584876Z";

/**
 * @param size number of resources, at least 10, the stack and its provider among them
 * @returns the same text for the same arguments
 */
export function generatePlan(size: number, shape: PlanShape): GeneratedPlan {
  const resources = directory(size - 2);
  const states = [
    { urn: stackUrn, custom: false, type: "pulumi:pulumi:Stack", created: when, modified: when },
    {
      urn: providerUrn,
      custom: true,
      id: providerId,
      type: "pulumi:providers:azuread",
      inputs: { __internal: {}, version: "6.9.1" },
      outputs: { version: "6.9.1" },
      created: when,
      modified: when,
    },
    ...resources.map(stateOf),
  ];
  const document =
    shape === "state"
      ? { version: 3, deployment: { manifest: { time: when, magic: "", version: "v3.259.0" }, resources: states } }
      : {
          steps: states.map((state) => ({
            op: "same",
            urn: state.urn,
            oldState: withoutOutputs(state),
            newState: withoutOutputs(state),
            detailedDiff: null,
          })),
          diagnostics: [],
          changeSummary: { same: states.length },
          duration: 2_000_000_000,
        };
  return { text: JSON.stringify(document), refused: resources.filter(isRefused).map(urnOf) };
}

/** A preview shows no outputs but of what it reads. */
function withoutOutputs<T extends object>(state: T): Omit<T, "outputs"> {
  const { outputs: _, ...rest } = state as T & { outputs?: unknown };
  return rest;
}

function isRefused({ inputs, type }: Resource): boolean {
  return type === "DirectoryRoleAssignment" && inputs["roleId"] === globalAdministrator;
}

function stateOf(resource: Resource) {
  const urn = urnOf(resource);
  const needs = Object.entries(resource.needs);
  return {
    urn,
    custom: true,
    id: resource.id,
    type: tokenOf(resource.type),
    inputs: { __defaults: [], ...resource.inputs },
    outputs: { ...resource.inputs, ...resource.outputs, id: resource.id },
    parent: stackUrn,
    ...(needs.length > 0 && { dependencies: [...new Set(needs.map(([, needed]) => urnOf(needed)))] }),
    provider: `${providerUrn}::${providerId}`,
    propertyDependencies: Object.fromEntries(
      Object.keys(resource.inputs).map((property) => {
        const needed = resource.needs[property];
        return [property, needed === undefined ? [] : [urnOf(needed)]];
      }),
    ),
    created: when,
    modified: when,
  };
}

function tokenOf(type: string): string {
  return `azuread:index/${type.slice(0, 1).toLowerCase()}${type.slice(1)}:${type}`;
}

function urnOf({ type, name }: Resource): string {
  return `${project}::${tokenOf(type)}::${name}`;
}

/** A directory of people, groups, memberships, roles, applications and policies in about the shares a company has. */
function directory(size: number): Resource[] {
  const provider = user("engineer-0", 0, "tideway.example");
  const resources: Resource[] = [provider, roleAssignment("engineer-0-admin", provider, globalAdministrator)];
  const people: Resource[] = [user("person-0", 1, "harbourdental.example")];
  const groups: Resource[] = [group("group-0", 2)];
  resources.push(...people, ...groups);
  for (let number = resources.length; resources.length < size; number++) {
    const made = resourceFor(number, people, groups);
    resources.push(made);
    if (made.type === "User" && !made.name.startsWith("engineer")) people.push(made);
    if (made.type === "Group") groups.push(made);
    // One in ten thousand is what a review would not find by reading.
    if (made.name.startsWith("engineer") && number % 10_000 === 9_999 && resources.length < size) {
      resources.push(roleAssignment(`${made.name}-admin`, made, globalAdministrator));
    }
  }
  return resources;
}

function resourceFor(number: number, people: readonly Resource[], groups: readonly Resource[]): Resource {
  // No two numbers below the product of the two lengths give the same pair twice: both lists grow with them.
  const person = pick(people, number);
  const team = pick(groups, Math.floor(number / 3));
  const share = number % 100;
  if (share < 38) return user(`person-${number}`, number, "harbourdental.example");
  if (share < 46) return group(`group-${number}`, number);
  if (share < 78) return member(`member-${number}`, team, person);
  if (share < 86) {
    return roleAssignment(`role-${number}`, person, pick(ordinaryRoles, number));
  }
  if (share < 92) return eligibility(`eligible-${number}`, team, person);
  if (share < 98) return application(`application-${number}`, number, person);
  if (share === 98 && number < 10_000) return policy(`policy-${number}`, number, team);
  return user(`engineer-${number}`, number, "tideway.example");
}

function pick<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

function resource(
  type: string,
  name: string,
  path: string,
  inputs: Resource["inputs"],
  outputs: Resource["outputs"] = {},
  needs: Resource["needs"] = {},
): Resource {
  const objectId = guidOf(`${type} ${name}`);
  return { type, name, id: `${path}${objectId}`, objectId, inputs, outputs: { ...outputs, objectId }, needs };
}

function user(name: string, number: number, domain: string): Resource {
  const principal = `${name}@${domain === "tideway.example" ? "harbourdental.onmicrosoft.com" : domain}`;
  return resource(
    "User",
    name,
    "/users/",
    {
      accountEnabled: true,
      department: `Practice ${number % 40}`,
      displayName: `Person ${number}`,
      jobTitle: "Dental nurse",
      mail: `${name}@${domain}`,
      usageLocation: "GB",
      userPrincipalName: principal,
    },
    { aboutMe: "", creationType: "", mailNickname: name, onpremisesSyncEnabled: false, userType: "Member" },
  );
}

function group(name: string, number: number): Resource {
  return resource(
    "Group",
    name,
    "/groups/",
    { description: `Everybody of project ${number}`, displayName: `Project ${number}`, securityEnabled: true },
    { mail: "", mailEnabled: false, mailNickname: name, onpremisesSyncEnabled: false, visibility: "" },
  );
}

function member(name: string, team: Resource, person: Resource): Resource {
  const id = `${team.objectId}/member/${person.objectId}`;
  const made = resource(
    "GroupMember",
    name,
    "",
    { groupObjectId: team.objectId, memberObjectId: person.objectId },
    {},
    { groupObjectId: team, memberObjectId: person },
  );
  return { ...made, id, outputs: {} };
}

function roleAssignment(name: string, person: Resource, roleId: string): Resource {
  return resource(
    "DirectoryRoleAssignment",
    name,
    "",
    { principalObjectId: person.objectId, roleId },
    { appScopeId: "", directoryScopeId: "/" },
    { principalObjectId: person },
  );
}

function eligibility(name: string, team: Resource, person: Resource): Resource {
  return resource(
    "PrivilegedAccessGroupEligibilitySchedule",
    name,
    "",
    {
      assignmentType: "member",
      duration: "P90D",
      groupId: team.objectId,
      justification: "Quarterly rota",
      principalId: person.objectId,
    },
    { permanentAssignment: false, status: "Provisioned" },
    { groupId: team, principalId: person },
  );
}

function application(name: string, number: number, owner: Resource): Resource {
  return resource(
    "Application",
    name,
    "/applications/",
    { displayName: `Application ${number}`, owners: [owner.objectId], signInAudience: "AzureADMyOrg" },
    { clientId: guidOf(`client ${name}`), publisherDomain: "harbourdental.onmicrosoft.com" },
    { owners: owner },
  );
}

function policy(name: string, number: number, team: Resource): Resource {
  return resource(
    "ConditionalAccessPolicy",
    name,
    "/identity/conditionalAccess/policies/",
    {
      conditions: {
        applications: { includedApplications: ["All"] },
        clientAppTypes: ["all"],
        users: { includedGroups: [team.objectId] },
      },
      displayName: `Project ${number} signs in with two factors`,
      grantControls: { builtInControls: ["mfa"], operator: "OR" },
      state: "enabled",
    },
    {},
    { conditions: team },
  );
}
