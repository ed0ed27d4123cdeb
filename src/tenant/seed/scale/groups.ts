/** Groups of a tenant of any size: everybody, departments, offices, licences, teams, groups in groups, administrative units. */

import type { Entity, Reference } from "../../entity.ts";
import { type Frame, groupReference, type Random, type Row, row } from "./frame.ts";
import { departments, type People } from "./people.ts";

/** Groups for each user. */
const groupShare = 0.2;
/** Everybody is in one group of all staff, one of a department, one of an office and one for a licence; teams are the rest. */
const membersOfATeam = 10;

export interface Groups {
  /** Ordinary groups that somebody owns, in the order of creation. */
  readonly teams: readonly string[];
  readonly departments: readonly string[];
}

/** Writes the groups. `base` groups exist already. */
export function* groupRows(frame: Frame, people: People, base: number): Generator<Row, Groups> {
  const random = frame.random("groups");
  const { staff, offices } = people;
  const special = 1 + departments.length + offices + licences.length;
  const teamCount = Math.max(0, frame.share(groupShare) - special - base);
  yield row("groups", dynamicGroup(frame, "All staff", 'user.userType -eq "Member"', staff));
  const departmentIds: string[] = [];
  for (const [number, name] of departments.entries()) {
    const group = dynamicGroup(
      frame,
      `Department ${name}`,
      `user.department -eq "${name}"`,
      staff.filter((_, index) => people.departmentOf[index] === number),
    );
    departmentIds.push(group.id);
    yield row("groups", group);
  }
  const inOffice = Array.from({ length: offices }, (): Reference[] => []);
  for (const [index, reference] of staff.entries()) inOffice[people.officeOf[index] ?? 0]?.push(reference);
  for (const [number, members] of inOffice.entries())
    yield row("groups", group(frame, random, `Office ${number + 1}`, members, staff));
  for (const [number, name] of licences.entries()) {
    const members = staff.filter((_, index) => index % licences.length === number);
    yield row("groups", group(frame, random, `Licence ${name}`, members, staff));
  }
  const teams: string[] = [];
  for (let number = 0; number < teamCount; number++) {
    const made = group(frame, random, `Team ${number + 1}`, teamMembers(random, people, teams), staff);
    teams.push(made.id);
    yield row("groups", made);
  }
  for (let number = 0; number * unitSize < staff.length; number++) {
    yield row("administrativeUnits", {
      id: frame.id("unit", number),
      description: null,
      displayName: `Region ${number + 1}`,
      members: staff.slice(number * unitSize, (number + 1) * unitSize),
      visibility: null,
    });
  }
  return { teams, departments: departmentIds };
}

const licences = ["Microsoft 365 E3", "Microsoft 365 E5", "Microsoft 365 F3"];
const unitSize = 2500;

/** Mostly staff; now and then guests, or an older team inside. */
function teamMembers(random: Random, people: People, teams: readonly string[]): Reference[] {
  const pool = people.staff.length === 0 ? people.guests : people.staff;
  const count = pool.length === 0 ? 0 : 1 + random.below(2 * membersOfATeam);
  const members = new Map<string, Reference>();
  for (let each = 0; each < count; each++) {
    const found = random.next() < 0.05 && people.guests.length > 0 ? random.of(people.guests) : random.of(pool);
    members.set(found.id, found);
  }
  if (teams.length > 0 && random.next() < 0.08) {
    const inner = groupReference(random.of(teams));
    members.set(inner.id, inner);
  }
  return [...members.values()];
}

function dynamicGroup(frame: Frame, name: string, rule: string, members: readonly Reference[]): Entity {
  return {
    ...frameOf(frame, name),
    createdDateTime: frame.daysAgo(2600),
    groupTypes: ["DynamicMembership"],
    membershipRule: rule,
    membershipRuleProcessingState: "On",
    members,
    owners: [],
  };
}

function group(
  frame: Frame,
  random: Random,
  name: string,
  members: readonly Reference[],
  owners: readonly Reference[],
): Entity {
  return {
    ...frameOf(frame, name),
    createdDateTime: frame.daysAgo(20 + random.below(2400)),
    members,
    owners: owners.length > 0 && random.next() < 0.7 ? [random.of(owners)] : [],
  };
}

const noTypes: readonly string[] = [];

function frameOf(frame: Frame, name: string): Entity {
  return {
    id: frame.id("group", name),
    description: null,
    displayName: name,
    groupTypes: noTypes,
    isAssignableToRole: null,
    mailEnabled: false,
    mailNickname: name.toLowerCase().replaceAll(" ", "-"),
    securityEnabled: true,
  };
}
