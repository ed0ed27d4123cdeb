/**
 * A certificate and its key out of a PKCS#12 bundle (RFC 7292), which is what the azuread provider takes, as PEM, which is what
 * `@azure/identity` takes. Node opens a bundle only for TLS: it gives the certificate there, and decrypts the key once it has been found.
 */

import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import { Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** Object identifiers, as they stand in DER: pkcs8ShroudedKeyBag, keyBag and, for what holds them, data. */
const shroudedKeyBag = "2a864886f70d010c0a0102";
const plainKeyBag = "2a864886f70d010c0a0101";
const plainData = "2a864886f70d010701";

const tags = { octets: 0x04, oid: 0x06, sequence: 0x30, explicit: 0xa0 } as const;

/**
 * Certificate and key, one after the other.
 * @throws Error with a sentence when it is no bundle, the password is wrong, or the key is not where it is looked for
 */
export function pemOfPkcs12(bundle: Buffer, password = ""): string {
  const certificate = certificateIn(bundle, password);
  const key = keysIn(bundle, password).find((each) => certificate.checkPrivateKey(each));
  if (key === undefined) {
    throw new Error(
      "The bundle of the certificate holds no key for it that can be read here: give it as PEM, certificate and key.",
    );
  }
  return `${certificate.toString()}${key.export({ type: "pkcs8", format: "pem" }).toString()}`;
}

function certificateIn(pfx: Buffer, passphrase: string): X509Certificate {
  const socket = new Socket();
  try {
    const secureContext = createSecureContext({ pfx, passphrase });
    const certificate = new TLSSocket(socket, { secureContext, isServer: true }).getX509Certificate();
    if (certificate === undefined) throw new Error("it holds no certificate");
    return certificate;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The bundle of the certificate cannot be opened (${reason}): is it PKCS#12, and the password right?`,
    );
  } finally {
    socket.destroy();
  }
}

/** An element of DER: what it is, and what is in it. */
interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

function elementsIn(der: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at + 2 <= der.length; ) {
    const first = der.readUInt8(at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 4 || at + 2 + lengthBytes > der.length) break;
    const start = at + 2 + lengthBytes;
    const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
    elements.push({
      tag: der.readUInt8(at),
      content: der.subarray(start, start + length),
      whole: der.subarray(at, start + length),
    });
    at = start + length;
  }
  return elements;
}

/** Every key in what is not encrypted as a whole; keys are encrypted one by one. */
function keysIn(der: Buffer, password: string): KeyObject[] {
  return elementsIn(der).flatMap((element): KeyObject[] => {
    if (element.tag !== tags.sequence) return [];
    const [name, value] = elementsIn(element.content);
    const holds = name?.tag === tags.oid && value?.tag === tags.explicit ? name.content.toString("hex") : undefined;
    if (value !== undefined && (holds === shroudedKeyBag || holds === plainKeyBag)) {
      const [key] = elementsIn(value.content);
      return key === undefined ? [] : [privateKey(key.whole, password)];
    }
    if (value !== undefined && holds === plainData) {
      return elementsIn(value.content).flatMap(({ tag, content }) =>
        tag === tags.octets ? keysIn(content, password) : [],
      );
    }
    return keysIn(element.content, password);
  });
}

function privateKey(der: Buffer, passphrase: string): KeyObject {
  return createPrivateKey({ key: der, format: "der", type: "pkcs8", passphrase });
}
