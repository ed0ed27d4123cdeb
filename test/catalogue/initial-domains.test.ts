import { describe, expect, it } from "vitest";
import { isInitialDomain } from "../../src/catalogue/initial-domains.ts";

describe("domains that a tenant is born with", () => {
  it.each([
    "contoso.onmicrosoft.com",
    "Contoso.OnMicrosoft.com",
    "contoso.onmicrosoft.us",
    "contoso.partner.onmschina.cn",
  ])("%s is one", (domain) => {
    expect(isInitialDomain(domain)).toBe(true);
  });

  it.each([
    "contoso.example",
    "onmicrosoft.com",
    // For mail between Exchange on the premises and in the cloud.
    "contoso.mail.onmicrosoft.com",
    "contoso.onmicrosoft.com.example",
    "contosoonmicrosoft.com",
    "partner.onmschina.cn",
  ])("near miss: %s", (domain) => {
    expect(isInitialDomain(domain)).toBe(false);
  });
});
