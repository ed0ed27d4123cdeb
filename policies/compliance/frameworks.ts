/** The frameworks that rules are mapped to. Ids and editions are facts; titles in the tables are our own, short words. */

export interface Framework {
  /** In tables, tags and output. */
  readonly key: FrameworkKey;
  readonly name: string;
  /** The edition whose ids the tables use. */
  readonly version: string;
  /** Where it is published. */
  readonly source: string;
  /** Form of its ids. */
  readonly idForm: RegExp;
}

export const frameworkKeys = ["cis-m365", "scuba-aad", "iso-27001", "soc-2", "hipaa", "pci-dss", "cmmc"] as const;
export type FrameworkKey = (typeof frameworkKeys)[number];

export const frameworks: readonly Framework[] = [
  {
    key: "cis-m365",
    name: "CIS Microsoft 365 Foundations Benchmark",
    version: "6.0.0",
    source: "https://www.cisecurity.org/benchmark/microsoft_365",
    idForm: /^\d+(\.\d+){2,3}$/,
  },
  {
    key: "scuba-aad",
    name: "CISA SCuBA Secure Configuration Baseline for Microsoft Entra ID",
    version: "MS.AAD, August 2026",
    source: "https://github.com/cisagov/ScubaGear/blob/main/PowerShell/ScubaGear/baselines/aad.md",
    idForm: /^MS\.AAD\.\d+\.\d+v\d+$/,
  },
  {
    key: "iso-27001",
    name: "ISO/IEC 27001, Annex A",
    version: "2022",
    source: "https://www.iso.org/standard/27001",
    idForm: /^A\.[5-8]\.\d{1,2}$/,
  },
  {
    key: "soc-2",
    name: "AICPA Trust Services Criteria (SOC 2)",
    version: "2017, points of focus revised 2022",
    source:
      "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
    idForm: /^(?:CC\d|A1)\.\d{1,2}$/,
  },
  {
    key: "hipaa",
    name: "HIPAA Security Rule, 45 CFR Part 164 Subpart C",
    version: "45 CFR 164.308, 164.312",
    source: "https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C",
    idForm: /^164\.(308|312)\([a-e]\)(\(\d\)(\([ivx]+\)(\([A-Z]\))?)?)?$/,
  },
  {
    key: "pci-dss",
    name: "PCI DSS",
    version: "4.0.1",
    source: "https://www.pcisecuritystandards.org/document_library/",
    idForm: /^\d{1,2}\.\d{1,2}(\.\d{1,2}){1,2}$/,
  },
  {
    key: "cmmc",
    name: "CMMC Level 2",
    version: "2.0, NIST SP 800-171 Rev. 2",
    source: "https://www.ecfr.gov/current/title-32/section-170.14",
    idForm: /^[A-Z]{2}\.L2-3\.\d{1,2}\.\d{1,2}$/,
  },
];
