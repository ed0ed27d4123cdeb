/** What to do about a difference: in words, as a command, and as lines for the matrix where the access may be meant. */

import { stringify } from "yaml";
import type { AccessRecord, RecordKind } from "../access/record.ts";
import { shortName } from "./names.ts";
import { portalPlace } from "./portal.ts";
import { importCommand } from "./pulumi-import.ts";
import type { DifferenceKind } from "./schema.ts";

export interface Remedy {
  readonly words: string;
  readonly command?: string;
  readonly matrix?: string;
  /** The line of the matrix that is to change. */
  readonly place?: { readonly file: string; readonly line: number; readonly path: string };
  /** Command line that puts it under Pulumi's management as it is. */
  readonly import?: string;
  /** Where it is done by hand. */
  readonly portal?: string;
}

const graph = "https://graph.microsoft.com/v1.0";

interface Removal {
  readonly words: (record: AccessRecord) => string;
  /** Path of the object to delete, or the whole request; absent: there is no single one. */
  readonly request?: (record: AccessRecord) => Request | undefined;
}

interface Request {
  readonly method: "DELETE" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: object;
}

/** How each kind of access is taken away (https://learn.microsoft.com/graph/api/overview). */
const removals: Readonly<Record<RecordKind, Removal>> = {
  "directory-role": {
    words: (record) =>
      record.held === "eligible"
        ? `Remove the eligibility for ${record.target} of ${record.principal.label}.`
        : `Remove the role ${record.target} from ${record.principal.label}.`,
    request: (record) =>
      record.held === "eligible"
        ? record.targetId === undefined || record.scope !== "directory"
          ? undefined
          : {
              method: "POST",
              path: "roleManagement/directory/roleEligibilityScheduleRequests",
              body: {
                action: "adminRemove",
                principalId: record.principal.id,
                roleDefinitionId: record.targetId,
                directoryScopeId: "/",
                justification: "Access review",
              },
            }
        : { method: "DELETE", path: `roleManagement/directory/roleAssignments/${record.objectKey}` },
  },
  "group-member": {
    words: (record) =>
      record.held === "eligible"
        ? `Remove the eligibility of ${record.principal.label} for the group ${record.target}.`
        : `Take ${record.principal.label} out of the group ${record.target}.`,
    request: (record) => groupRequest(record, "member"),
  },
  "group-owner": {
    words: (record) => `Take ${record.principal.label} off the owners of the group ${record.target}.`,
    request: (record) => groupRequest(record, "owner"),
  },
  "application-owner": {
    words: (record) => `Take ${record.principal.label} off the owners of the application ${record.target}.`,
    request: (record) => {
      const [relation, of, element] = record.objectKey.split(":");
      return relation === "owners"
        ? { method: "DELETE", path: `applications/${of}/owners/${element}/$ref` }
        : undefined;
    },
  },
  "application-permission": {
    words: (record) => `Take the permission ${record.target} away from the application ${record.principal.label}.`,
    request: (record) => ({
      method: "DELETE",
      path: `servicePrincipals/${record.principal.id}/appRoleAssignments/${record.objectKey}`,
    }),
  },
  "application-role": {
    words: (record) => `Take the assignment of ${record.principal.label} to the application ${record.scope} away.`,
    request: (record) => ({
      method: "DELETE",
      path: `servicePrincipals/${record.targetId}/appRoleAssignedTo/${record.objectKey}`,
    }),
  },
  "delegated-permission": {
    words: (record) => `Withdraw the consent to ${record.target} for ${record.principal.label}.`,
    request: (record) => ({ method: "DELETE", path: `oauth2PermissionGrants/${record.objectKey}` }),
  },
  "application-credential": {
    words: (record) => `Remove the credential ${record.target} of ${record.principal.label}.`,
  },
  "activation-rules": { words: (record) => `Set the activation rules of ${record.principal.label} as declared.` },
  "conditional-access-policy": {
    words: (record) => `Decide on the conditional access policy ${record.principal.label}: switch it on, or delete it.`,
    request: (record) => ({
      method: "PATCH",
      path: `identity/conditionalAccess/policies/${record.objectKey}`,
      body: { state: "enabled" },
    }),
  },
  "named-location": {
    words: (record) => `Set the named location ${record.principal.label} as declared, or delete it.`,
  },
  "authentication-strength": {
    words: (record) => `Set the authentication strength ${record.principal.label} as declared, or delete it.`,
  },
  "administrative-unit-member": {
    words: (record) => `Take ${record.principal.label} out of the administrative unit ${record.target}.`,
    request: (record) => {
      const [relation, of, element] = record.objectKey.split(":");
      return relation === "members"
        ? { method: "DELETE", path: `directory/administrativeUnits/${of}/members/${element}/$ref` }
        : undefined;
    },
  },
  user: {
    words: (record) =>
      `Block the account ${record.principal.label}, ask its provider whether it is still needed, then delete it.`,
    request: (record) => ({ method: "PATCH", path: `users/${record.principal.id}`, body: { accountEnabled: false } }),
  },
  "azure-role": {
    words: (record) => `Remove the Azure role ${record.target} of ${record.principal.label} at ${record.scope}.`,
  },
  "azure-resource": { words: (record) => `Decide on the Azure resource ${record.principal.label}.` },
};

function groupRequest(record: AccessRecord, relation: "member" | "owner"): Request | undefined {
  const [kind, group, principal] = record.objectKey.split(":");
  if (kind === `${relation}s`) return { method: "DELETE", path: `groups/${group}/${relation}s/${principal}/$ref` };
  const ofSchedule = /^([0-9a-f-]{36})_(member|owner)_/i.exec(record.objectKey);
  if (record.held !== "eligible" || ofSchedule?.[1] === undefined) return undefined;
  return {
    method: "POST",
    path: "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
    body: { action: "adminRemove", accessId: relation, groupId: ofSchedule[1], principalId: record.principal.id },
  };
}

/** What to do about one difference. `records`: every access it stands for. `stack`, or else `restore`: the command that restores. */
export function remedyFor(
  kind: DifferenceKind,
  records: readonly AccessRecord[],
  context: {
    readonly stack: string;
    readonly restore?: string;
    readonly row?: string;
    readonly neverMeant: boolean;
    readonly placeOf?: (path: string) => { readonly file: string; readonly line: number };
  },
): Remedy {
  const record = records[0];
  if (record === undefined) return { words: "Decide what is meant." };
  const restore = context.restore ?? `demarc up --stack ${quoteWord(context.stack)}`;
  const place = placeIn(context.row, context.placeOf);
  if (kind === "missing")
    return { words: "Put it back as declared, or take its row out of the matrix.", command: restore, ...place };
  if (kind === "changed")
    return {
      words: "Set it back as declared, or change the matrix if the new form is meant.",
      command: restore,
      ...place,
    };
  const removal = removals[record.kind];
  const commands = records.map((each) => commandOf(removals[each.kind].request?.(each)));
  const known = commands.filter((command) => command !== undefined);
  const matrix = context.neverMeant ? undefined : matrixLines(record, context.row);
  const words = records.length > 1 ? severalWords(record, records) : removal.words(record);
  const adopted = context.neverMeant || records.length > 1 ? undefined : importCommand(record);
  return {
    words: matrix === undefined ? words : `${words} If it is meant, say so in the matrix instead.`,
    ...(known.length > 0 && known.length === commands.length && { command: known.join("\n") }),
    ...(matrix !== undefined && { matrix, ...placeIn(matrixPath(record, context.row), context.placeOf) }),
    ...(adopted !== undefined && { import: adopted }),
    portal: portalPlace(record),
  };
}

function placeIn(
  path: string | undefined,
  placeOf: ((path: string) => { readonly file: string; readonly line: number }) | undefined,
): Pick<Remedy, "place"> {
  return path === undefined || placeOf === undefined ? {} : { place: { ...placeOf(path), path } };
}

/** Where the lines of `matrixLines` belong. */
function matrixPath(record: AccessRecord, row: string | undefined): string | undefined {
  const { party } = record.principal;
  if (party.kind !== "provider") return undefined;
  if (record.kind === "directory-role") return row;
  const part = record.principal.type === "user" ? "people" : "principals";
  return `providers.${party.provider}.${part}`;
}

function severalWords(record: AccessRecord, records: readonly AccessRecord[]): string {
  if (record.kind === "delegated-permission")
    return `Withdraw the ${records.length} consents for ${record.principal.label}, or remove the application; have an administrator consent to what is needed.`;
  return record.kind === "application-permission"
    ? `Take the ${records.length} permissions away from ${record.principal.label}, or remove the application; grant again only what a row of the matrix needs.`
    : records.map((each) => removals[each.kind].words(each)).join(" ");
}

/** Only plain ids go into a command: a name somebody chose must not be able to change what it does. */
function commandOf(request: Request | undefined): string | undefined {
  if (request === undefined || !/^[A-Za-z0-9_./$-]+$/.test(request.path) || request.path.includes(".."))
    return undefined;
  const call = `az rest --method ${request.method} --url '${graph}/${request.path}'`;
  if (request.body === undefined) return call;
  const body = JSON.stringify(request.body);
  return /'|[^\x20-\x7e]/.test(body) ? undefined : `${call} --headers 'Content-Type=application/json' --body '${body}'`;
}

function quoteWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The lines that would make an access part of the matrix. */
function matrixLines(record: AccessRecord, row: string | undefined): string | undefined {
  const { party } = record.principal;
  if (party.kind !== "provider") return undefined;
  if (record.kind === "user" || (record.kind === "group-member" && record.principal.type === "user")) {
    const email = record.principal.identity.replace(/^user:/, "");
    // The account is there: a deployment that made one of its own would fail, or own this one.
    const person = { name: shortName(record.principal.label), email, existing: true };
    return yaml({ providers: { [party.provider]: { people: [person] } } });
  }
  if (record.kind === "directory-role") {
    const id = row?.startsWith("functions.") ? row.slice("functions.".length) : "the-row-it-is-for";
    const scope = record.scope === "directory" ? "directory" : "the-unit-it-is-for";
    const access = { reason: "why this row needs it", delegations: [{ role: record.target, scope }] };
    return yaml({ functions: { [id]: { access } } });
  }
  if (record.principal.type === "servicePrincipal" || record.principal.type === "application") {
    return yaml({
      providers: { [party.provider]: { principals: { applications: [shortName(record.principal.label)] } } },
    });
  }
  return undefined;
}

function yaml(value: object): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
