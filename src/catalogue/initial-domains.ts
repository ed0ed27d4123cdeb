/**
 * Domains that a tenant is born with, by the cloud it is in: https://learn.microsoft.com/entra/fundamentals/add-custom-domain (global),
 * https://learn.microsoft.com/azure/azure-government/documentation-government-plan-identity (US Government),
 * https://learn.microsoft.com/microsoft-365/admin/services-in-china/buy-or-try-subscriptions (21Vianet in China).
 */

const suffixes = ["onmicrosoft.com", "onmicrosoft.us", "partner.onmschina.cn"] as const;

/** As a person would write them: `*.onmicrosoft.com`, … */
export const initialDomainForms: readonly string[] = suffixes.map((suffix) => `*.${suffix}`);

/** Whether a domain is of the kind that a tenant is born with: one label in front of the cloud's own domain. */
export function isInitialDomain(domain: string): boolean {
  const [label = "", ...rest] = domain.toLowerCase().split(".");
  const suffix = rest.join(".");
  return label !== "" && suffixes.some((each) => each === suffix);
}
