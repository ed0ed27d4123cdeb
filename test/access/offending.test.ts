import { describe, expect, it } from "vitest";
import type { AccessNode } from "../../src/access/graph.ts";
import { completingGrants, type OffendingGrant, offendingGrants } from "../../src/access/offending.ts";
import { isProvider } from "../../src/access/party.ts";
import type { Party } from "../../src/access/record.ts";
import { builtGraph } from "../support/graph-text.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const tideway: Party = { kind: "provider", provider: "tideway" };
const internal: Party = { kind: "internal" };
const parties: Readonly<Record<string, Party>> = {
  ...{ dana: tideway, kim: tideway, team: tideway, second: tideway, empty: tideway, rmm: tideway },
  ...{ nora: internal, it: internal, admins: internal, app: internal },
};

const graphOf = (edges: readonly string[], target?: string) => builtGraph(edges, parties, target);

/** Dana and Kim are in the groups `team` and `second`; nobody is in `empty`. */
function attribution() {
  const tenant = new TenantBuilder();
  for (const id of ["dana", "kim"]) tenant.guest(`${id}@tideway.example`, id);
  tenant.group("team", { members: ["dana"] });
  tenant.group("second", { members: ["kim"] });
  tenant.group("empty");
  return tenant.attribution();
}

const wayOf = (path: OffendingGrant["path"]) => [path[0]?.from.id, ...path.map(({ to }) => to.id)].join(" ");
const told = ({ edge, path, condition, held, holders, party }: OffendingGrant) => {
  expect(party).toEqual(tideway);
  if (held) expect(condition).toBe("standing");
  const how = held ? "held" : condition;
  return `${edge.from.id} ${edge.kind} ${edge.to.id}, ${how} by ${holders.map(({ id }) => id).join("+")}: ${wayOf(path)}`;
};

const equal = "admin equals-global-administrator target";

describe("the grant to blame", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["nothing where there is no way", ["dana holds-role reader", "nora holds-role admin", equal], []],
    [
      "what somebody holds",
      ["dana holds-role admin", equal],
      ["dana holds-role admin, held by dana: dana admin target"],
    ],
    [
      "what a group holds, and not the membership",
      ["dana member-of team", "team holds-role admin", equal],
      ["team holds-role admin, held by dana: dana team admin target"],
    ],
    [
      "what an empty group holds",
      ["empty holds-role admin", equal],
      ["empty holds-role admin, held by empty: empty admin target"],
    ],
    [
      "a membership in somebody else's group, and not what that holds",
      ["dana member-of it", "it holds-role admin", equal],
      ["dana member-of it, held by dana: dana it admin target"],
    ],
    [
      "taking something over",
      ["dana owner-of it", "it holds-role admin", equal],
      ["dana owner-of it, standing by dana: dana it admin target"],
    ],
    [
      "what can be turned into it",
      ["dana holds-role helper", "helper can-reach-tier-zero target"],
      ["dana holds-role helper, standing by dana: dana helper target"],
    ],
    [
      "an activation",
      ["dana eligible-for-role admin self-activation", equal],
      ["dana eligible-for-role admin, self-activation by dana: dana admin target"],
    ],
    [
      "the hardest step, whichever it is",
      ["dana eligible-member-of it self-activation", "it eligible-for-role admin internal-approval", equal],
      ["dana eligible-member-of it, internal-approval by dana: dana it admin target"],
    ],
    [
      "a group that holds it and into which people come by activating: both",
      ["dana eligible-member-of team self-activation", "team holds-role admin", equal],
      [
        "team holds-role admin, held by team: team admin target",
        "dana eligible-member-of team, self-activation by dana: dana team admin target",
      ],
    ],
    [
      "the last of two activations",
      [
        "dana eligible-member-of second self-activation",
        "second eligible-member-of team provider-approval",
        "team holds-role admin",
        equal,
      ],
      [
        "team holds-role admin, held by team: team admin target",
        "second eligible-member-of team, provider-approval by dana: dana second team admin target",
      ],
    ],
    [
      "a membership in a group into which people come by activating, where the activation is not its last step",
      ["dana eligible-member-of second self-activation", "second member-of team", "team holds-role admin", equal],
      [
        "team holds-role admin, held by team: team admin target",
        "dana eligible-member-of second, self-activation by dana: dana second team admin target",
      ],
    ],
    [
      "a group into which the internal team lets people: the way as a whole",
      ["dana eligible-member-of team internal-approval", "team holds-role admin", equal],
      ["team holds-role admin, internal-approval by dana: dana team admin target"],
    ],
    [
      "a group in which somebody is, too",
      ["dana member-of team", "kim eligible-member-of team self-activation", "team holds-role admin", equal],
      ["team holds-role admin, held by dana: dana team admin target"],
    ],
    [
      "a group that somebody owns",
      ["kim owner-of team", "team holds-role admin", equal],
      ["team holds-role admin, standing by kim: kim team admin target"],
    ],
    [
      "a group that has to activate it as well",
      ["dana eligible-member-of team self-activation", "team eligible-for-role admin self-activation", equal],
      ["team eligible-for-role admin, self-activation by dana: dana team admin target"],
    ],
    [
      "a group of which only what can be turned into it is held",
      ["dana eligible-member-of team self-activation", "team holds-role helper", "helper can-reach-tier-zero target"],
      ["team holds-role helper, self-activation by dana: dana team helper target"],
    ],
    [
      "an application that somebody has to activate something for",
      [
        "dana eligible-for-role entry self-activation",
        "entry can-add-credential-to rmm",
        "rmm has-app-role admin",
        equal,
      ],
      ["rmm has-app-role admin, held by rmm: rmm admin target"],
    ],
    ["a group that nobody gets into", ["team holds-role admin", equal], []],
    [
      "a colleague's account, and not what comes before it",
      ["dana owner-of it", "it can-reset-password-of kim", "kim holds-role admin", equal],
      ["kim holds-role admin, held by kim: kim admin target"],
    ],
    [
      "a role that is there once somebody has approved",
      ["dana holds-role admin provider-approval", equal],
      ["dana holds-role admin, provider-approval by dana: dana admin target"],
    ],
    [
      "each of several",
      ["dana holds-role admin", "kim eligible-for-role admin self-activation", equal],
      [
        "dana holds-role admin, held by dana: dana admin target",
        "kim eligible-for-role admin, self-activation by kim: kim admin target",
      ],
    ],
  ])("is %s", (_name, edges, expected) => {
    expect(offendingGrants(graphOf(edges), attribution(), isProvider).map(told)).toEqual(expected);
  });

  it("is held by those who get there as easily, the nearest first", () => {
    const graph = graphOf([
      "kim eligible-member-of second self-activation",
      "second member-of team",
      "dana member-of team",
      "rmm eligible-member-of team internal-approval",
      "team holds-role admin",
      "team eligible-for-role other self-activation",
      equal,
      "other equals-global-administrator target",
    ]);
    expect(offendingGrants(graph, attribution(), isProvider).map(told)).toEqual([
      "team holds-role admin, held by dana: dana team admin target",
      "team eligible-for-role other, self-activation by dana+kim: dana team other target",
    ]);
  });

  it("comes with the shortest way of those that ask for as much as the grant itself", () => {
    const graph = graphOf([
      "dana member-of a",
      "a member-of b",
      "b member-of team",
      "dana eligible-member-of team self-activation",
      "team eligible-for-role admin self-activation",
      equal,
    ]);
    expect(offendingGrants(graph, attribution(), isProvider).map(told)).toEqual([
      "team eligible-for-role admin, self-activation by dana: dana team admin target",
    ]);
  });

  it("may lead to somebody of the same party, where that is what is asked about", () => {
    const graph = graphOf(["dana can-reset-password-of kim", "kim holds-role admin"], "kim");
    expect(offendingGrants(graph, attribution(), isProvider).map(told)).toEqual([
      "dana can-reset-password-of kim, standing by dana: dana kim",
    ]);
  });

  it("is none for what the target itself leads to", () => {
    const edges = ["dana holds-role mid", "mid equals-azure-owner team", "kim owner-of team", "team holds-role mid"];
    expect(offendingGrants(graphOf(edges, "mid"), attribution(), isProvider).map(told)).toEqual([
      "dana holds-role mid, held by dana: dana mid",
      "team holds-role mid, standing by kim+dana: kim team mid",
    ]);
    const program = ["dana holds-role mid", "mid contains it", "it member-of admins MEMBER", "admins holds-role mid"];
    expect(completingGrants(graphOf(program, "mid"), attribution(), isProvider, []).map(told)).toEqual([]);
  });

  const detour = ["dana member-of it", "it member-of team", "it holds-role admin", "b member-of it", equal];

  it.each<[string, readonly string[], string]>([
    [
      "by another way to it",
      [...detour, "team administers b", "dana owner-of y", "y administers team"],
      "team administers b, standing by dana: dana y team b it admin target",
    ],
    [
      "by another way to it that is held, where the grant is",
      [
        ...detour,
        ...["team member-of b", "dana owner-of y", "y member-of team"],
        ...["dana member-of v", "v member-of w", "w member-of team"],
      ],
      "team member-of b, held by dana: dana v w team b it admin target",
    ],
    [
      "by another way from it, through nobody of the party",
      [
        ...detour,
        ...["team administers b", "b can-reset-password-of kim", "kim holds-role admin"],
        ...["b administers c", "c administers d", "d holds-role admin"],
      ],
      "team administers b, standing by dana: dana it team b c d admin target",
    ],
  ])("is shown without a detour: %s", (_name, edges, expected) => {
    const grants = offendingGrants(graphOf(edges), attribution(), isProvider).map(told);
    expect(grants.filter((line) => line.startsWith("team "))).toEqual([expected]);
  });

  it("may lead to another target", () => {
    const graph = graphOf(["dana holds-role admin", equal, "dana holds-role reader"]);
    const reader = graph.node("reader") as AccessNode;
    expect(offendingGrants(graph, attribution(), isProvider, reader).map(told)).toEqual([
      "dana holds-role reader, held by dana: dana reader",
    ]);
  });
});

describe("what completes a way", () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["nothing where nothing is declared", ["dana member-of it", "it holds-role admin", equal], [], []],
    [
      "a group in a group that has held it for long",
      ["dana member-of it", "it member-of admins MEMBER", "admins holds-role admin", equal],
      [],
      ["it member-of admins, held by dana: dana it admins admin target"],
    ],
    [
      "an activation on the way",
      ["dana eligible-member-of it self-activation", "it member-of admins MEMBER", "admins holds-role admin", equal],
      [],
      ["it member-of admins, self-activation by dana: dana it admins admin target"],
    ],
    [
      "nothing with the internal team's approval",
      ["dana eligible-member-of it internal-approval", "it member-of admins MEMBER", "admins holds-role admin", equal],
      [],
      [],
    ],
    [
      "nothing that the internal team approves itself",
      ["dana member-of it", "it eligible-member-of admins internal-approval MEMBER", "admins holds-role admin", equal],
      [],
      [],
    ],
    [
      "nothing that is blamed already",
      ["dana member-of it", "it member-of admins MEMBER", "admins holds-role admin", equal],
      ["MEMBER"],
      [],
    ],
    [
      "nothing that needs what is blamed",
      ["dana member-of it", "it member-of admins MEMBER", "admins holds-role admin GRANT", equal],
      ["GRANT"],
      [],
    ],
    [
      "the step nearest to the target, where several need each other",
      ["dana member-of it", "it member-of admins MEMBER", "admins holds-role admin GRANT", equal],
      [],
      ["admins holds-role admin, held by dana: dana it admins admin target"],
    ],
    [
      "a step that has another way on as well",
      [
        "dana member-of it",
        "it member-of admins MEMBER",
        "admins holds-role admin GRANT",
        "admins member-of old",
        "old holds-role admin",
        equal,
      ],
      [],
      [
        "admins holds-role admin, held by dana: dana it admins admin target",
        "it member-of admins, held by dana: dana it admins old admin target",
      ],
    ],
    [
      "nothing for internal people",
      ["nora member-of it", "it member-of admins MEMBER", "admins holds-role admin", equal],
      [],
      [],
    ],
    [
      "nothing that leads nowhere",
      ["dana member-of it", "it member-of lunch MEMBER", "nora holds-role admin", equal],
      [],
      [],
    ],
    [
      "nothing that comes back to where it was",
      ["dana member-of it", "it member-of lunch", "lunch member-of it BACK", "it holds-role admin", equal],
      [],
      [],
    ],
  ])("is %s", (_name, edges, blamed, expected) => {
    expect(completingGrants(graphOf(edges), attribution(), isProvider, blamed).map(told)).toEqual(expected);
  });

  it("is the last of the party's own on the way, whoever they are", () => {
    const graph = graphOf([
      "dana can-reset-password-of kim",
      "kim member-of it",
      "it member-of admins MEMBER",
      "admins holds-role admin",
      equal,
    ]);
    const [grant, ...others] = completingGrants(graph, attribution(), isProvider, []);
    expect(others).toEqual([]);
    expect(grant && told(grant)).toBe("it member-of admins, held by kim: kim it admins admin target");
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      "by another way to it",
      [
        "dana member-of x",
        "x member-of a",
        "dana member-of y",
        "y member-of z",
        "z member-of a",
        "a member-of b STEP",
        "b member-of x",
        "x holds-role admin",
        equal,
      ],
      ["a member-of b, held by dana: dana y z a b x admin target"],
    ],
    [
      "by another way from it",
      [
        "dana member-of x",
        "x member-of a",
        "a member-of b STEP",
        "b member-of x",
        "x holds-role admin",
        "b member-of y",
        "y member-of z",
        "z holds-role admin",
        equal,
      ],
      ["a member-of b, held by dana: dana x a b y z admin target"],
    ],
    [
      "by nothing, where both halves need the same",
      ["dana member-of x", "x member-of a", "a member-of b STEP", "b member-of x", "x holds-role admin", equal],
      [],
    ],
    [
      "by somebody else, where the way goes through who starts it",
      [
        "kim member-of a",
        "dana member-of y",
        "y member-of z",
        "z member-of a",
        "a can-reset-password-of kim STEP",
        "kim holds-role admin",
        equal,
      ],
      ["a can-reset-password-of kim, standing by kim+dana: dana y z a kim admin target"],
    ],
  ])("is shown without a detour: %s", (_name, edges, expected) => {
    expect(completingGrants(graphOf(edges), attribution(), isProvider, []).map(told)).toEqual(expected);
  });
});
