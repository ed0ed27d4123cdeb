import { isPlaceholderId } from "../../src/plan/placeholder-id.ts";
import { tokenOf } from "../../src/resources/tokens.ts";
import { asObject, asText, type JsonObject } from "../../src/tenant/entity.ts";
import { hasUnknown } from "../not-known.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList } from "../words.ts";

/** Claim of Graph's inbound trust → key of the matrix, and what is believed. */
const claims = [
  ["isMfaAccepted", "mfa", "multifactor authentication"],
  ["isCompliantDeviceAccepted", "compliantDevice", "compliant devices"],
  ["isHybridAzureADJoinedDeviceAccepted", "hybridJoinedDevice", "hybrid joined devices"],
] as const;

export const partnerTrustAgreed: Rule = {
  id: "DEMARC.SIGNIN.2v2",
  name: "partner-trust-agreed",
  severity: "error",
  title: "Of a provider's tenant nothing is believed that the matrix does not say",
  rationale:
    "Whoever rules a provider's tenant decides who comes with which proof. A policy that asks for strong sign-in asks for nothing where the answer is taken from there.",
  evaluate(context) {
    const partners = context.snapshot.collections.crossTenantPartners.flatMap((partner) => {
      const resource = context.declaredBy(partner.id);
      return resource === undefined || isPlaceholderId(partner.id) ? [] : ofPartner({ ...partner }, resource, context);
    });
    return [...partners, ...notKnown(context)];
  },
};

function ofPartner(partner: JsonObject, resource: string, context: RuleContext): RuleFinding[] {
  const tenantId = (asText(partner["tenantId"]) ?? asText(partner["id"]) ?? "").toLowerCase();
  const key = Object.entries(context.matrix.providers).find(
    ([, provider]) => provider.tenantId.toLowerCase() === tenantId,
  )?.[0];
  const trust = asObject(partner["inboundTrust"]);
  if (key === undefined) return ofStranger(tenantId, trust, partner["isServiceProvider"] === true, resource);
  const agreed = context.matrix.providers[key]?.trust;
  const name = context.providerName(key);
  const beyond = believed(trust).filter(([, matrixKey]) => agreed?.[matrixKey] !== true);
  return [
    ...(beyond.length === 0
      ? []
      : [
          {
            message: `The tenant of ${name} is believed about ${nameList(beyond.map(([, , what]) => what))}, and the matrix ${agreed === undefined ? "says nothing of it" : "does not say so"}.`,
            resource,
            // Where the matrix leaves it to the tenant nobody has said no.
            ...(agreed === undefined && { severity: "warning" as const }),
            remedy: `Take it out of inboundTrust, or agree on it in the matrix: providers.${key}.trust.`,
          },
        ]),
    ...(isOpen(asObject(partner["b2bDirectConnectInbound"]))
      ? [
          {
            message: `People of ${name} come in by B2B direct connect, without an account here: no row of the matrix gives that, and no review sees who they are.`,
            resource,
            remedy: `Block b2bDirectConnectInbound for ${name}; who works here has an account, or comes by what the matrix says.`,
          },
        ]
      : []),
  ];
}

/** A tenant that is no provider's: a sister company perhaps, or a provider that nobody wrote down. */
function ofStranger(
  tenantId: string,
  trust: JsonObject | undefined,
  isServiceProvider: boolean,
  resource: string,
): RuleFinding[] {
  const trusted = believed(trust).map(([, , what]) => what);
  const what = [
    ...(isServiceProvider ? ["is called a service provider"] : []),
    ...(trusted.length === 0 ? [] : [`is believed about ${nameList(trusted)}`]),
  ];
  if (what.length === 0) return [];
  return [
    {
      message: `The tenant ${tenantId} ${nameList(what)}, and no provider of the matrix has it.`,
      resource,
      severity: "warning",
      remedy:
        "If it is a provider's, write its tenantId into the matrix; if it is nobody's that you know, take it out.",
    },
  ];
}

function believed(trust: JsonObject | undefined) {
  return claims.filter(([claim]) => trust?.[claim] === true);
}

/** What is not given is inherited, and Microsoft's default is closed (https://learn.microsoft.com/entra/external-id/b2b-direct-connect-overview). */
function isOpen(side: JsonObject | undefined): boolean {
  const access = ["usersAndGroups", "applications"].map((part) =>
    asText(asObject(side?.[part])?.["accessType"])?.toLowerCase(),
  );
  return access.includes("allowed") && !access.includes("blocked");
}

/** An output of another stack that nobody gave, or what a lookup would find. */
function isMadeUp(value: unknown): boolean {
  return typeof value === "string" && isPlaceholderId(value);
}

const judged = ["tenantId", "inboundTrust", "b2bDirectConnectInbound"];

/** What a preview does not know is in no tenant: it must not pass for off, nor whoever it is for stranger. */
function notKnown({ plan }: RuleContext): RuleFinding[] {
  const type = tokenOf("CrossTenantAccessPartner");
  return (plan?.resources ?? []).flatMap((resource): RuleFinding[] => {
    if (resource.type !== type || resource.read) return [];
    const unknown = judged.filter(
      (property) => hasUnknown(resource.inputs[property]) || isMadeUp(resource.inputs[property]),
    );
    if (unknown.length === 0) return [];
    return [
      {
        message: `What is believed of another tenant cannot be told before the deployment: ${nameList(unknown)} ${unknown.length > 1 ? "are" : "is"} not known yet.`,
        resource: resource.urn,
        remedy: "Write the values out in the program.",
      },
    ];
  });
}
