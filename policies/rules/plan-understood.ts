import { blindTo, missingName } from "../../src/tenant/blind-spots.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { openSettings } from "../open-settings.ts";
import type { Rule, RuleFinding } from "../rule.ts";
import { undeployable } from "../undeployable.ts";
import { readUnread } from "../unread.ts";
import { unresolvedGrants } from "../unresolved.ts";
import { nameList } from "../words.ts";

export const planUnderstood: Rule = {
  id: "DEMARC.PLAN.1v3",
  name: "plan-understood",
  severity: "error",
  title: "Everything in the program that may give access is understood",
  rationale: "What the model cannot read it cannot clear. A gate that passes what it does not understand is no gate.",
  evaluate(context) {
    const refusals = new Map(context.materialised?.refused.map((refused) => [refused.urn, refused]));
    const resources = new Map(context.plan?.resources.map((resource) => [resource.urn, resource]));
    const types = (context.materialised?.notUnderstood ?? []).flatMap(({ urn, type }): RuleFinding[] => {
      const isDirectory = type.startsWith("azuread:");
      const refusal = refusals.get(urn);
      if (refusal?.isUnknown === true) {
        return [
          {
            message: `What this sets cannot be told before the deployment: ${refusal.message}.`,
            resource: urn,
            remedy: "Write the value out in the program.",
          },
        ];
      }
      if (refusal !== undefined) {
        return [
          {
            message: `This cannot be deployed as it is: ${refusal.message}`,
            resource: urn,
            remedy: "Correct the resource.",
          },
        ];
      }
      const resource = resources.get(urn);
      const unread = resource && readUnread(resource);
      if (unread !== undefined) return unread.why === undefined ? [] : [mayGiveAccess(urn, unread.why, unread.remedy)];
      return [
        {
          message: isDirectory
            ? `Resources of type ${type} may give access to the directory, and Demarc does not model them; so this one is refused, not passed.`
            : `Resources of type ${type} may give access, and Demarc does not model them; nothing was checked here.`,
          resource: urn,
          severity: isDirectory ? ("error" as const) : ("warning" as const),
          remedy: isDirectory
            ? "Declare the access by a resource that is modelled (groups, role assignments, PIM for Groups), or have the internal team review it apart from the gate."
            : "Have the internal team review it.",
        },
      ];
    });
    const grants = unresolvedGrants(context).flatMap(({ urn, property, tierZero, what }) => {
      // A known grant of tier 0 to somebody unknown is tier-zero-principal-known's.
      if (tierZero === "yes") return [];
      const maybe = tierZero === "maybe";
      return [
        {
          message: maybe
            ? `What this gives cannot be told before the deployment: ${property} is not known yet, and it might be tier 0.`
            : `Who gets ${what} cannot be told before the deployment: ${property} is not known yet.`,
          resource: urn,
          severity: maybe ? ("error" as const) : ("warning" as const),
          remedy: "Refer to the resource that declares it or to a lookup, so that it is known in advance.",
        },
      ];
    });
    const settings = openSettings(context).map(({ urn, what, properties }) => ({
      message: `${what} cannot be told before the deployment: ${nameList(properties)} ${properties.length > 1 ? "are" : "is"} not known yet.`,
      resource: urn,
      remedy:
        "Write the values out in the program; objects may be referred to by the resource or the lookup that they come from.",
    }));
    const { plan } = context;
    return [
      ...types,
      ...grants,
      ...settings,
      ...(plan ? [...undeployable(plan, context.materialised), ...unread(context.snapshot)] : []),
    ];
  },
};

function mayGiveAccess(urn: string, why: string, remedy: string): RuleFinding {
  return {
    message: `What this does is not read by Demarc and may give access (${why}); so it is refused, not passed.`,
    resource: urn,
    remedy,
  };
}

/**
 * A review reports what could not be read itself; a gate must not take it for nothing there. What a snapshot never set out to hold
 * is only named; what was asked for and refused is a reason to refuse.
 */
function unread({ unreadable }: Snapshot): RuleFinding[] {
  const absent = unreadable.filter(({ code }) => notHeld.has(code));
  const failed = unreadable.filter(({ code }) => !notHeld.has(code));
  const names = (of: Snapshot["unreadable"]) => of.map(missingName).join(", ");
  const unseen = (of: Snapshot["unreadable"]) => [...new Set(of.map(blindTo))].join("; ");
  const reasons = [...new Set(failed.map(({ code, status }) => code || String(status)))].join(", ");
  return [
    ...(failed.length === 0
      ? []
      : [
          {
            message: `The snapshot of the tenant could not read ${names(failed)} (${reasons}), so nothing that rests on them is cleared: ${unseen(failed)}.`,
            resource: "snapshot",
            remedy: "Take the snapshot again with the permissions that reading them needs.",
          },
        ]),
    ...(absent.length === 0
      ? []
      : [
          {
            message: `The snapshot of the tenant does not hold ${names(absent)}. Without them the gate cannot see: ${unseen(absent)}.`,
            resource: "snapshot",
            severity: "warning" as const,
            remedy: "Give a whole snapshot (demarc snapshot).",
          },
        ]),
  ];
}

/** Codes of collections that nobody tried to read for this snapshot, or that whoever exported it did not. */
const notHeld: ReadonlySet<string> = new Set(["NotInSnapshot", "NotAsked", "NotInFormat", "NotInExport"]);
