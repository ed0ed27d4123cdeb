/**
 * Which resources of a plan exist in the tenant already, and under which ids: so that the deployment takes them over instead of making
 * them a second time. Objects are recognised as a review recognises them, accesses by who holds what where.
 */

import { attribute } from "../../access/attribution.ts";
import { addressOf } from "../../access/directory.ts";
import { accessRecords } from "../../access/records.ts";
import { mentionedIn, relevantTenant } from "../../access/relevant-tenant.ts";
import type { Entitlements } from "../../entitlements/entitlements.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { Plan, PlannedResource } from "../../plan/plan.ts";
import { providerIdOf, typeName } from "../../plan/provider-id.ts";
import { readHistory } from "../../review/history.ts";
import { importOf } from "../../review/pulumi-import.ts";
import { recognise } from "../../review/recognise.ts";
import type { MaterialisedTenant } from "../../tenant/materialised.ts";
import { idsIn } from "../../tenant/resources/references.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { oneLine } from "../question.ts";
import { armIdsIn, eligibleAlready, existingInAzure } from "./azure-resources.ts";
import { fixedOtherwise } from "./fixed-properties.ts";
import { existingOwn, isOwn } from "./own-resources.ts";

/** A resource, and the id that its provider imports it by. */
export interface Adopted {
  readonly resource: PlannedResource;
  readonly id: string;
}

/** Something that is there, and that the deployment cannot take over by itself. */
export interface AdoptionQuestion {
  readonly urn: string;
  readonly name: string;
  /** One sentence: what is there, and why it is not clear. */
  readonly what: string;
  /** What would settle it. */
  readonly remedy: string;
}

export interface Adoption {
  readonly adopted: readonly Adopted[];
  readonly questions: readonly AdoptionQuestion[];
  /** Resources that refer to what is in question: whether they are there follows from the answer. */
  readonly waiting: readonly PlannedResource[];
  /** Resources that are not there and will be made. */
  readonly toCreate: readonly PlannedResource[];
}

export interface AdoptionInput {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  readonly plan: Plan;
  readonly declared: MaterialisedTenant;
  readonly actual: Snapshot;
  /** URNs that the deployment has already. */
  readonly managed: ReadonlySet<string>;
}

export function findExisting(input: AdoptionInput): Adoption {
  return new Adopting(input).run();
}

/** Collections in which a name may be there several times, by the type of the resource. */
const named: Readonly<Record<string, keyof Snapshot["collections"]>> = {
  AdministrativeUnit: "administrativeUnits",
  Application: "applications",
  ApplicationRegistration: "applications",
  AuthenticationStrengthPolicy: "authenticationStrengthPolicies",
  ConditionalAccessPolicy: "conditionalAccessPolicies",
  Group: "groups",
  GroupWithoutMembers: "groups",
  NamedLocation: "namedLocations",
  ServicePrincipal: "servicePrincipals",
};

class Adopting {
  readonly #input: AdoptionInput;
  readonly #adopted = new Map<string, Adopted>();
  readonly #questions = new Map<string, AdoptionQuestion>();
  /** Object ids of the tenant by planned ids. */
  readonly #objects = new Map<string, string>();
  readonly #resources: readonly PlannedResource[];
  /** By planned id. */
  readonly #planned: ReadonlyMap<string, PlannedResource>;

  constructor(input: AdoptionInput) {
    this.#input = input;
    this.#resources = input.plan.resources.filter(
      ({ custom, read, type }) => custom && !read && !type.startsWith("pulumi:"),
    );
    this.#planned = new Map(this.#resources.map((resource) => [resource.id.toLowerCase(), resource]));
  }

  run(): Adoption {
    this.#objectsByName();
    this.#ownResources();
    this.#customRoles();
    this.#accesses();
    this.#activationRules();
    this.#azure();
    const { managed } = this.#input;
    const asked = new Set(this.#questions.keys());
    const left = this.#resources.filter(({ urn }) => !this.#adopted.has(urn) && !asked.has(urn) && !managed.has(urn));
    const [waiting, toCreate] = [this.#waiting(left, asked), new Set(left)];
    for (const resource of waiting) toCreate.delete(resource);
    return {
      adopted: this.#resources.flatMap(({ urn }) => {
        const found = this.#adopted.get(urn);
        return found === undefined || managed.has(urn) ? [] : [found];
      }),
      questions: [...this.#questions.values()].filter(({ urn }) => !managed.has(urn)),
      waiting,
      toCreate: [...toCreate],
    };
  }

  /** What refers to something in question, or to what waits itself; a resource comes after everything it refers to. */
  #waiting(left: readonly PlannedResource[], asked: ReadonlySet<string>): readonly PlannedResource[] {
    const open = new Set(asked);
    return left.filter(({ urn, inputs }) => {
      const waits = [...idsIn(inputs), ...armIdsIn(inputs)].some((used) =>
        open.has(this.#planned.get(used)?.urn ?? ""),
      );
      if (waits) open.add(urn);
      return waits;
    });
  }

  #adopt(resource: PlannedResource, id: string, objectId?: string): void {
    // A policy is found by its name, and again as what holds for somebody.
    if (this.#questions.has(resource.urn)) return;
    this.#adopted.set(resource.urn, { resource, id });
    if (objectId !== undefined) this.#objects.set(resource.id.toLowerCase(), objectId);
  }

  #ask(resource: PlannedResource, what: string, remedy: string): void {
    this.#questions.set(resource.urn, { urn: resource.urn, name: resource.name, what: oneLine(what), remedy });
  }

  /** Groups, units, applications, policies, locations by name; people by address. */
  #objectsByName(): void {
    const { declared, actual } = this.#input;
    const { objects, renamed } = recognise(declared, actual, readHistory(actual));
    const known = new Map(objects.map((object) => [object.urn, object]));
    const nowCalled = new Map(renamed.map(({ id, now }) => [id, now]));
    for (const resource of this.#resources) {
      const found = known.get(resource.urn);
      if (found === undefined || isOwn(resource)) continue;
      const same = this.#sameName(resource, found.name);
      const kind = typeName(resource.type);
      if (same.length > 1) {
        const dates = same.map(
          ({ id, createdDateTime }) => `${id}${createdDateTime ? ` of ${createdDateTime.slice(0, 10)}` : ""}`,
        );
        this.#ask(
          resource,
          `${same.length} objects are called ${found.name}: ${dates.join(", ")}`,
          "delete or rename the others, then run adopt again; or import the right one by hand",
        );
      } else if (kind === "Invitation") {
        this.#ask(
          resource,
          `${found.name} is a guest here already, and an invitation cannot be imported`,
          "say existing: true for the person in the matrix: the account is then looked up",
        );
      } else if (nowCalled.has(found.id)) {
        this.#ask(
          resource,
          `${found.name} is probably what is now called ${nowCalled.get(found.id)} (${found.id}): up would rename it`,
          `rename it back, or import it by hand: ${providerIdOf(resource.type, found.id)}`,
        );
      } else {
        const fixed = fixedOtherwise(resource, found.id, this.#input.actual);
        if (fixed === undefined) this.#adopt(resource, providerIdOf(resource.type, found.id), found.id);
        else {
          this.#ask(
            resource,
            `${found.name} is there (${found.id}) and ${fixed}, which nobody can change: up would delete it and make it anew`,
            "rename what is there, have the deployment make the new one, and move over who is in it; or delete it when nobody needs it",
          );
        }
      }
    }
  }

  #ownResources(): void {
    for (const resource of this.#resources) {
      const found = existingOwn(resource, this.#input.actual);
      if (found === undefined) continue;
      if ("id" in found) this.#adopt(resource, found.id, found.id);
      else this.#ask(resource, found.what, found.remedy);
    }
  }

  #sameName(
    { type }: PlannedResource,
    name: string,
  ): readonly { readonly id: string; readonly createdDateTime?: string | null }[] {
    const { collections } = this.#input.actual;
    const collection = named[typeName(type)];
    if (collection === undefined) return collections.users.filter((user) => addressOf(user) === name.toLowerCase());
    const objects: readonly { id: string; displayName?: string | null; createdDateTime?: string | null }[] =
      collections[collection];
    return objects.filter(({ displayName }) => displayName === name);
  }

  #customRoles(): void {
    for (const resource of this.#resources) {
      if (typeName(resource.type) !== "CustomDirectoryRole") continue;
      const { displayName } = resource.inputs;
      const found = this.#input.actual.collections.roleDefinitions.filter(
        (role) => role.isBuiltIn !== true && role.displayName === displayName,
      );
      const [only] = found;
      if (only === undefined) continue;
      if (found.length > 1) {
        const ids = found.map(({ id }) => id).join(", ");
        this.#ask(resource, `${found.length} roles are called ${String(displayName)}: ${ids}`, "delete the others");
        continue;
      }
      this.#adopt(resource, providerIdOf(resource.type, only.id), only.id);
    }
  }

  /** Assignments, memberships, schedules: whatever somebody holds. What they refer to has to be known, too. */
  #accesses(): void {
    const { matrix, entitlements, declared, actual } = this.#input;
    const whole = recognise(declared, actual, readHistory(actual)).snapshot;
    // What nothing declared speaks of cannot be what a resource stands for.
    const recognised = relevantTenant(whole, matrix, entitlements, mentionedIn(declared.snapshot));
    const records = new Map(
      accessRecords(recognised, attribute(recognised, matrix, entitlements)).map((record) => [record.key, record]),
    );
    const { assumed, declaredBy } = declared;
    const snapshot = this.#withLookedUp(declared.snapshot);
    const byUrn = new Map(this.#resources.map((resource) => [resource.urn, resource]));
    for (const record of accessRecords(snapshot, attribute(snapshot, matrix, entitlements, { assumed }))) {
      const resource = byUrn.get(declaredBy.get(record.objectKey) ?? "");
      if (resource === undefined || this.#adopted.has(resource.urn)) continue;
      const found = records.get(record.key);
      const known = found && importOf(found);
      if (found === undefined || found.held !== record.held) continue;
      if (typeName(resource.type) === "PimRoleEligibilitySchedule" && this.#refersToKnown(resource)) {
        const { what, remedy } = eligibleAlready(found.principal.label, `${found.target} (${found.scope})`);
        this.#ask(resource, what, remedy);
      }
      if (known?.type !== resource.type) continue;
      if (this.#refersToKnown(resource)) this.#adopt(resource, known.id);
    }
  }

  /** The declared tenant with who and what the program only looked up: they say who somebody is, and nothing more. */
  #withLookedUp(declared: Snapshot): Snapshot {
    const used = new Set(this.#resources.flatMap(({ inputs }) => idsIn(inputs)));
    const completed = <T extends { readonly id: string }>(own: readonly T[], there: readonly T[]): T[] => {
      const known = new Set(own.map(({ id }) => id.toLowerCase()));
      const missing = there.filter(({ id }) => used.has(id.toLowerCase()) && !known.has(id.toLowerCase()));
      return [...own, ...missing.map((object) => ({ ...object, members: [], owners: [] }))];
    };
    const [own, there] = [declared.collections, this.#input.actual.collections];
    return {
      ...declared,
      collections: {
        ...own,
        users: completed(own.users, there.users),
        groups: completed(own.groups, there.groups),
        applications: completed(own.applications, there.applications),
        servicePrincipals: completed(own.servicePrincipals, there.servicePrincipals),
      },
    };
  }

  /** Whether everything of the plan that a resource refers to was found: else it would be taken for that of another object. */
  #refersToKnown({ inputs, id }: PlannedResource): boolean {
    return idsIn(inputs).every((used) => {
      const resource = used === id.toLowerCase() ? undefined : this.#planned.get(used);
      return resource === undefined || this.#objects.has(used);
    });
  }

  /** The rules of a group are there as soon as the group is managed by PIM. */
  #activationRules(): void {
    const { roleManagementPolicyAssignments } = this.#input.actual.collections;
    for (const resource of this.#resources) {
      if (typeName(resource.type) !== "GroupRoleManagementPolicy") continue;
      const group = this.#objects.get(idsIn(resource.inputs["groupId"])[0] ?? "");
      const found = roleManagementPolicyAssignments.find(
        ({ scopeId, scopeType, roleDefinitionId }) =>
          group !== undefined &&
          scopeType === "Group" &&
          scopeId?.toLowerCase() === group.toLowerCase() &&
          roleDefinitionId === resource.inputs["roleId"],
      );
      if (found?.policyId) this.#adopt(resource, found.policyId);
    }
  }

  #azure(): void {
    for (const [urn, found] of existingInAzure(this.#resources, this.#input.actual)) {
      const resource = this.#resources.find((each) => each.urn === urn);
      if (resource === undefined || this.#adopted.has(urn)) continue;
      if ("id" in found) this.#adopt(resource, found.id);
      else this.#ask(resource, found.what, found.remedy);
    }
  }
}
