import { describe, expect, it } from "vitest";
import { normalisedLocation, normalisedStrength } from "../../src/access/conditional-access-settings.ts";

describe("settings of two sides are compared with", () => {
  it("which keys and certificates a strength accepts", () => {
    const strength = { id: "S", allowedCombinations: ["x509CertificateMultiFactor" as const, "fido2" as const] };
    expect(normalisedStrength(strength)).toEqual({ allowedCombinations: ["fido2", "x509CertificateMultiFactor"] });
    const limits = [
      { appliesToCombinations: ["fido2" as const], allowedAAGUIDs: ["b", "a"] },
      {
        appliesToCombinations: ["x509CertificateMultiFactor" as const],
        allowedIssuerSkis: ["i"],
        allowedPolicyOIDs: ["1.2"],
      },
    ];
    expect(normalisedStrength({ ...strength, combinationConfigurations: limits })).toEqual({
      allowedCombinations: ["fido2", "x509CertificateMultiFactor"],
      "accepts only.fido2": "keys of model a, b",
      "accepts only.x509CertificateMultiFactor": "certificates of issuer i; certificates with policy 1.2",
    });
  });

  it("how a country is found out, where it is not by the address", () => {
    const uk = { id: "uk", countriesAndRegions: ["GB"] };
    const byAddress = { countriesAndRegions: ["GB"], includeUnknownCountriesAndRegions: false };
    expect(normalisedLocation({ ...uk, countryLookupMethod: "clientIpAddress" })).toEqual(byAddress);
    expect(normalisedLocation({ ...uk, countryLookupMethod: "authenticatorAppGps" })).toEqual({
      ...byAddress,
      countryLookupMethod: "authenticatorAppGps",
    });
  });
});
