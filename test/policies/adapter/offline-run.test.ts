import { describe, expect, test } from "vitest";
import { complete, withoutKnown } from "../../../policies/adapter/offline-run.ts";
import { lookedUpClientId } from "../../../src/plan/client-ids.ts";
import type { PlannedLookup, PlannedResource } from "../../../src/plan/plan.ts";
import { emptyCollections, emptySnapshot, type Snapshot } from "../../../src/tenant/snapshot.ts";
import { lookup, planned, planOf } from "../../support/plans.ts";

const unknown = (...from: PlannedResource[]) => ({ "demarc:unknown": true, from: from.map(({ urn }) => urn) });
const real = "11111111-1111-4111-9111-111111111111";

const alice = planned("User", "alice", {});
const guest = planned("Invitation", "guest", {});
const unit = planned("AdministrativeUnit", "unit", {});
const grant = (inputs: Record<string, unknown>) => planned("DirectoryRoleAssignment", "grant", inputs);

/** The grant's inputs after the offline run has filled what the engine left open. */
function filled(engine: Record<string, unknown>, offline: Record<string, unknown>, others = [alice, guest, unit]) {
  const completed = complete([...others, grant(engine)], planOf([alice, guest, unit, grant(offline)]));
  return {
    inputs: completed.resources.at(-1)?.inputs,
    unpicked: completed.unpicked?.at(-1)?.inputs,
    lookups: completed.lookups,
  };
}

describe("what the offline run adds to the engine's plan", () => {
  test("what the engine knows stays, whatever the offline run says", () => {
    expect(filled({ principalObjectId: real }, { principalObjectId: alice.id }).inputs).toEqual({
      principalObjectId: real,
    });
  });

  test("an unknown is what the offline run says, where the engine says that it is made from that", () => {
    const { inputs, unpicked } = filled({ principalObjectId: unknown(alice) }, { principalObjectId: alice.id });
    expect(inputs).toEqual({ principalObjectId: alice.id });
    expect(unpicked).toBeUndefined();
  });

  test("a run that names another resource than the engine's is not believed", () => {
    const { inputs } = filled({ principalObjectId: unknown(guest) }, { principalObjectId: alice.id });
    expect(inputs).toEqual({ principalObjectId: unknown(guest) });
  });

  test("of several origins one is picked, and the plan without the pick is kept for tier 0", () => {
    const { inputs, unpicked } = filled({ principalObjectId: unknown(alice, guest) }, { principalObjectId: alice.id });
    expect(inputs).toEqual({ principalObjectId: alice.id });
    expect(unpicked).toEqual({ principalObjectId: unknown(alice, guest) });
  });

  test("inside a property, where the engine only knows the origins of the whole", () => {
    const engine = { users: { included: [unknown(alice, guest)], excluded: [unknown(alice, guest)] } };
    const { inputs, unpicked } = filled(engine, { users: { included: [guest.id], excluded: [alice.id] } });
    expect(inputs).toEqual({ users: { included: [guest.id], excluded: [alice.id] } });
    expect(unpicked).toBeUndefined();
  });

  test("a reference is written with the id that the engine knows, also inside a scope", () => {
    const existing = { ...unit, id: real };
    const offline = { directoryScopeId: `/administrativeUnits/${unit.id}` };
    expect(filled({ directoryScopeId: unknown(existing) }, offline, [existing]).inputs).toEqual({
      directoryScopeId: `/administrativeUnits/${real}`,
    });
  });

  test("the code of Demarc's own resources is the offline run's, which the engine shows nobody; of no others", () => {
    const code = { __provider: "code", __import: "id" };
    const resource = (type: string, inputs: object) => planned(type, "it", { ...inputs });
    const inputsOf = (type: string) => {
      const { resources } = complete([resource(type, { displayName: "U" })], planOf([resource(type, { ...code })]));
      return resources[0]?.inputs;
    };
    expect(inputsOf("pulumi-nodejs:demarc:RestrictedAdministrativeUnit")).toEqual({ displayName: "U", ...code });
    expect(inputsOf("pulumi-nodejs:dynamic:Resource")).toEqual({ displayName: "U" });
  });

  test("what the offline run does not have stays unknown", () => {
    expect(filled({ principalObjectId: unknown(alice) }, {}).inputs).toEqual({ principalObjectId: unknown(alice) });
  });

  test("of a lookup whose result the engine knows, the offline run knows what was asked", () => {
    const asked = lookup("getUser", { userPrincipalName: "miriam.okafor@harbourdental.example" });
    const offline = planOf([grant({ principalObjectId: asked.id })], [asked]);
    const { lookups } = complete([grant({ principalObjectId: real })], offline);
    expect(lookups).toEqual([{ ...asked, id: real }]);
  });

  test("also where the lookup's id is part of a text", () => {
    const asked = lookup("getApplication", { displayName: "Sync" });
    const offline = planOf([grant({ applicationId: `/applications/${asked.id}` })], [asked]);
    const found = (applicationId: string) => complete([grant({ applicationId })], offline).lookups;
    expect(found(`/applications/${real}`)).toEqual([{ ...asked, id: real }]);
    expect(found(`/servicePrincipals/${real}`)).toEqual([]);
  });

  test("also where the engine shows only the client id that was found", () => {
    const portal = lookup("getServicePrincipal", { displayName: "Tideway Portal" });
    const standIn = lookedUpClientId(portal.id, portal.asked);
    const principal = (clientId: string) => planned("ServicePrincipal", "portal", { clientId });
    const found = (...more: PlannedResource[]) =>
      complete(
        [principal(real), ...more],
        planOf([principal(standIn), grant({ principalObjectId: portal.id })], [portal]),
      ).lookups;
    expect(found(grant({}))).toEqual([{ ...portal, clientId: real }]);
    // And once by its object id, where both are shown.
    const other = "22222222-2222-4222-9222-222222222222";
    expect(found(grant({ principalObjectId: other }))).toEqual([{ ...portal, id: other, clientId: real }]);
  });

  test("a lookup by that client id then asks by the one that the engine has", () => {
    const connector = lookup("getServicePrincipal", { displayName: "Connector" });
    const registration = lookup("getApplication", { clientId: lookedUpClientId(connector.id, connector.asked) });
    const principal = (clientId: string) => planned("ServicePrincipal", "portal", { clientId });
    const { lookups } = complete(
      [principal(real), grant({ applicationId: unknown() })],
      planOf(
        [
          principal(lookedUpClientId(connector.id, connector.asked)),
          grant({ applicationId: registration.id, principalObjectId: connector.id }),
        ],
        [connector, registration],
      ),
    );
    expect(lookups).toEqual([
      { ...connector, clientId: real },
      { ...registration, asked: { clientId: real }, clientId: real },
    ]);
  });

  test("offline a list that is looked up holds one; whoever is in it is found by the same question", () => {
    const other = "22222222-2222-4222-9222-222222222222";
    const asked = lookup("getGroup", { displayName: "Tideway IT – people", output: "members" });
    const one = lookup("getUser", { mail: "dana.reyes@tideway.example" });
    const members = (known: readonly string[], twin: readonly string[], ...lookups: PlannedLookup[]) =>
      complete([grant({ members: known })], planOf([grant({ members: twin })], lookups)).lookups;
    expect(members([real, other], [asked.id], asked)).toEqual([
      { ...asked, id: real },
      { ...asked, id: other },
    ]);
    // Somebody is not everybody, and what another stack says is no list.
    expect(members([real, other], [one.id], one)).toEqual([{ ...one, id: real }]);
    const output = { ...asked, token: "pulumi:pulumi:StackReference" };
    expect(members([real, other], [output.id], output)).toEqual([{ ...output, id: real }]);
  });

  test("and what another lookup asked by it", () => {
    const connector = lookup("getServicePrincipal", { displayName: "Connector" });
    const registration = lookup("getApplication", { clientId: lookedUpClientId(connector.id, connector.asked) });
    const other = "22222222-2222-4222-9222-222222222222";
    const offline = planOf(
      [grant({ principalObjectId: connector.id, applicationId: registration.id })],
      [connector, registration],
    );
    const { lookups } = complete([grant({ principalObjectId: real, applicationId: other })], offline);
    expect(lookups).toEqual([
      { ...connector, id: real },
      { ...registration, id: other, asked: { clientId: lookedUpClientId(real, connector.asked) } },
    ]);
  });

  test("of an unknown that is a lookup's after all, what was asked", () => {
    const asked = lookup("getUser", { userPrincipalName: "miriam.okafor@harbourdental.example" });
    const offline = planOf([alice, grant({ principalObjectId: asked.id })], [asked]);
    const { lookups } = complete([alice, grant({ principalObjectId: unknown(alice) })], offline);
    expect(lookups).toEqual([asked]);
  });

  test("who deploys is asked, though no property says it", () => {
    const asked = lookup("getClientConfig", {});
    expect(complete([alice], planOf([alice], [asked])).lookups).toEqual([asked]);
  });

  test("what only it declares comes in the engine's ids, with what its lookups asked", () => {
    const existing = { ...unit, id: real };
    const asked = lookup("getUser", { userPrincipalName: "miriam.okafor@harbourdental.example" });
    const other = lookup("getUser", { mail: "dana.reyes@tideway.example" });
    const late = (principalObjectId: string) =>
      planned("DirectoryRoleAssignment", "late", {
        principalObjectId,
        directoryScopeId: `/administrativeUnits/${unit.id}`,
      });
    const known = "22222222-2222-4222-9222-222222222222";
    const unseen = (principal: string) =>
      complete(
        [existing, grant({ principalObjectId: known })],
        planOf([unit, grant({ principalObjectId: asked.id }), late(principal)], [asked, other]),
      );
    expect(unseen(other.id).unseen).toMatchObject([
      { name: "late", inputs: { principalObjectId: other.id, directoryScopeId: `/administrativeUnits/${real}` } },
    ]);
    expect(unseen(other.id).lookups).toEqual([{ ...asked, id: known }, other]);
    expect(unseen(asked.id).unseen).toMatchObject([{ inputs: { principalObjectId: known } }]);
    expect(unseen(asked.id).lookups).toEqual([{ ...asked, id: known }]);
  });

  test("components and what the engine has are not among what only it declares", () => {
    const component = planned("acme:index:Team", "team", {}, { custom: false });
    expect(complete([alice], planOf([alice, component])).unseen).toEqual([]);
  });
});

describe("what the tenant shows needs nobody's word", () => {
  const other = "22222222-2222-4222-9222-222222222222";
  const said = { ...lookup("getUser", { userPrincipalName: "miriam.okafor@harbourdental.example" }), id: real };
  const client = { ...lookup("getServicePrincipal", { displayName: "Payroll API" }), clientId: other };
  const plan = planOf([alice], [said, client]);
  const snapshot = (collections: Partial<Snapshot["collections"]>): Snapshot => ({
    ...emptySnapshot("00000000-0000-4000-8000-000000000000", "microsoft-graph", "2026-11-21T00:00:00Z"),
    collections: { ...emptyCollections(), ...collections },
  });

  test("by its id or its client id, however it is written", () => {
    expect(withoutKnown(plan, snapshot({ users: [{ id: real.toUpperCase() }] })).lookups).toEqual([client]);
    expect(withoutKnown(plan, snapshot({ servicePrincipals: [{ id: alice.id, appId: other }] })).lookups).toEqual([
      said,
    ]);
  });

  test("what it does not show, or without one, is as it is said to be", () => {
    expect(withoutKnown(plan, snapshot({ users: [{ id: alice.id }] })).lookups).toEqual([said, client]);
    expect(withoutKnown(plan, undefined)).toBe(plan);
  });
});
