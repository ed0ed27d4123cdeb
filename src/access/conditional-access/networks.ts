/** Networks in CIDR notation. Two of them are nested or disjoint, so a handful of addresses stands for all. */

export interface Network {
  readonly version: 4 | 6;
  /** The network's fixed bits, most significant first. */
  readonly bits: string;
}

const lengths = { 4: 32, 6: 128 } as const;

/** The network; undefined for a text that is none. An address alone is a network of one. */
export function readNetwork(cidr: string): Network | undefined {
  const [address = "", length, ...rest] = cidr.trim().split("/");
  const version = address.includes(":") ? 6 : 4;
  const bits = version === 4 ? bitsOf4(address) : bitsOf6(address);
  const prefix = length === undefined ? lengths[version] : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (bits === undefined || rest.length > 0 || !(prefix <= lengths[version])) return undefined;
  return { version, bits: bits.slice(0, prefix) };
}

/** True when every address of the inner network is one of the outer. */
export function contains(outer: Network, inner: Network): boolean {
  return outer.version === inner.version && inner.bits.startsWith(outer.bits);
}

/** An address that is in the network and in none of the smaller ones inside it; undefined when they fill it. */
export function addressOnlyIn(network: Network, others: readonly Network[]): string | undefined {
  const inside = others.filter((other) => contains(network, other) && other.bits !== network.bits);
  const bits = freeBits(network, inside);
  return bits === undefined ? undefined : writeAddress(network.version, bits.padEnd(lengths[network.version], "0"));
}

function freeBits({ version, bits }: Network, taken: readonly Network[]): string | undefined {
  if (taken.length === 0) return bits;
  for (const next of ["0", "1"]) {
    const half: Network = { version, bits: bits + next };
    if (taken.some((other) => contains(other, half))) continue;
    const found = freeBits(
      half,
      taken.filter((other) => contains(half, other)),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function bitsOf4(address: string): string | undefined {
  const parts = address.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("");
}

function bitsOf6(address: string): string | undefined {
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const parts = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  return parts.map((part) => Number.parseInt(part, 16).toString(2).padStart(16, "0")).join("");
}

function writeAddress(version: 4 | 6, bits: string): string {
  const size = version === 4 ? 8 : 16;
  const parts = Array.from({ length: bits.length / size }, (_, index) =>
    Number.parseInt(bits.slice(index * size, (index + 1) * size), 2),
  );
  return version === 4 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":");
}
