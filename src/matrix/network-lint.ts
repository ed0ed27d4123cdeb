/**
 * Smells of a provider's networks, from which no compliant device is demanded. Entra ID tells a location by the public address of a
 * sign-in (https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network).
 */

import { BlockList, isIPv6 } from "node:net";
import type { FoundSmell } from "./found-smell.ts";
import type { Provider } from "./schema.ts";

export type NetworkSmell = FoundSmell<"network-not-public" | "network-too-wide">;

/** Networks that nobody comes from on the internet: RFC 1918, 6598 (shared by carriers), 3927, 4193, 4291 and loopback. */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
] as const) {
  notPublic.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["fc00::", 7],
  ["fe80::", 10],
  ["::1", 128],
] as const) {
  notPublic.addSubnet(network, prefix, "ipv6");
}

/** Wider than this is no company's network: 65,536 addresses, or all that a registry gives an internet provider at once. */
const widest = { ipv4: 16, ipv6: 32 } as const;

export function networkSmells(key: string, { name, networks }: Provider): NetworkSmell[] {
  return networks.flatMap((network, index): NetworkSmell[] => {
    const [address = "", prefix] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const path = ["providers", key, "networks", index];
    if (Number(prefix) < widest[family]) {
      return [
        {
          smell: "network-too-wide",
          severity: "warning",
          path,
          message: `whoever signs in from ${network} needs no compliant device, and that is far more than ${name}'s network`,
          hint: "the addresses from which its people come to the internet",
        },
      ];
    }
    if (!notPublic.check(address, family)) return [];
    return [
      {
        smell: "network-not-public",
        severity: "warning",
        path,
        message: `nobody ever signs in from ${network}: Entra ID sees the public address behind which ${name}'s people are`,
        hint: "the public addresses of its offices and VPN",
      },
    ];
  });
}
