import { describe, expect, it } from "vitest";
import { addressOnlyIn, contains, type Network, readNetwork } from "../../src/access/conditional-access/networks.ts";

function read(cidr: string): Network {
  const network = readNetwork(cidr);
  if (!network) throw new Error(cidr);
  return network;
}

describe("networks", () => {
  it.each([
    "",
    "office",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.-4",
    "1.2.3.1e1",
    "1.2.3.4/33",
    "1.2.3.4/x",
    "1.2.3.4/-8",
    "1.2.3.4/8.5",
    "1.2.3.4/8/8",
    "1::2::3",
    "1:2:3:4::5:6:7:8::9",
    "1:2:3:4::5:6:7:8",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "1::x",
    "1::2/129",
    ":1",
    "1:2:3",
  ])("%s is none", (text) => {
    expect(readNetwork(text)).toBeUndefined();
  });

  it.each([
    ["10.1.2.3/8", 4, "00001010"],
    [" 10.0.0.0/8 ", 4, "00001010"],
    ["0.0.0.0/0", 4, ""],
    ["1.2.3.4/32", 4, "00000001000000100000001100000100"],
    ["1.2.3.4", 4, "00000001000000100000001100000100"],
    ["2001:DB8::/32", 6, "00100000000000010000110110111000"],
  ] as const)("%s has version %i and these bits fixed: %s", (text, version, bits) => {
    expect(readNetwork(text)).toEqual({ version, bits });
  });

  it.each([
    ["2001:db8::1:2", "2001:db8:0:0:0:0:1:2"],
    ["1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"],
    ["::1", "0:0:0:0:0:0:0:1"],
    ["1::", "1:0:0:0:0:0:0:0/128"],
  ])("%s is %s", (short, long) => {
    expect(read(short)).toEqual(read(long));
  });

  it.each([
    ["10.0.0.0/8", "10.255.0.0/16", true],
    ["10.0.0.0/8", "10.0.0.0/8", true],
    ["10.0.0.0/16", "10.0.0.0/8", false],
    ["10.0.0.0/8", "11.0.0.0/8", false],
    ["0.0.0.0/0", "a00::/8", false],
  ])("%s contains %s: %s", (outer, inner, expected) => {
    expect(contains(read(outer), read(inner))).toBe(expected);
  });

  it.each([
    ["10.0.0.0/30", ["10.0.0.0/31", "10.0.0.2/32"], "10.0.0.3"],
    ["10.0.0.0/30", ["10.0.0.0/31", "10.0.0.0/32"], "10.0.0.2"],
    ["10.0.0.0/30", ["10.0.0.0/32", "10.0.0.1/32"], "10.0.0.2"],
    ["10.0.0.0/30", ["10.0.0.0/31", "10.0.0.2/31"], undefined],
    ["10.0.0.0/30", ["10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/31"], undefined],
    // One that is the same takes nothing away, nor does one around it or beside it.
    ["10.0.0.0/30", ["10.0.0.0/30", "10.0.0.0/31"], "10.0.0.2"],
    ["10.0.0.0/30", ["10.0.0.0/8"], "10.0.0.0"],
    ["10.0.0.0/30", ["192.0.2.0/24"], "10.0.0.0"],
    ["10.0.0.7", [], "10.0.0.7"],
    ["2001:db8::/32", ["2001:db8::/33"], "2001:db8:8000:0:0:0:0:0"],
  ])("an address in %s and in none of %o: %s", (network, others, expected) => {
    expect(addressOnlyIn(read(network), others.map(read))).toBe(expected);
  });
});
