/**
 * A self-made certificate for the loopback names, so that clients which insist on HTTPS can reach the embedded
 * tenant.
 */

import { X509Certificate } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** Where the certificate is: for `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`. */
  readonly certificateFile: string;
}

const day = 86_400_000;
const validDays = 365;
const renewDays = 30;

/**
 * The certificate in `directory`; made when there is none or it soon ends. Key and certificate are one file that
 * appears whole, so that servers which start at the same moment agree on it; only its owner can read it.
 * `certificateFile` is the certificate alone.
 */
export async function loopbackCertificate(directory: string, now: Date = new Date()): Promise<Certificate> {
  const file = join(directory, "localhost.pem");
  const known = readPair(file, now);
  const pair = known ?? (await makePair(directory, file, now));
  const certificateFile = join(directory, "localhost.crt");
  if (!existsSync(certificateFile) || readFileSync(certificateFile, "utf8") !== pair.certificate) {
    const draft = `${certificateFile}.${process.pid}.new`;
    writeFileSync(draft, pair.certificate);
    renameSync(draft, certificateFile);
  }
  return { ...pair, certificateFile };
}

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** The pair in the file, or undefined when there is none that still lasts. */
function readPair(file: string, now: Date): Pair | undefined {
  if (!existsSync(file)) return undefined;
  const [key, certificate] = readFileSync(file, "utf8").split(/(?=-----BEGIN CERTIFICATE-----)/);
  if (key === undefined || certificate === undefined) return undefined;
  return Date.parse(validUntil(certificate)) - now.getTime() > renewDays * day ? { key, certificate } : undefined;
}

async function makePair(directory: string, file: string, now: Date): Promise<Pair> {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    algorithm: "sha256",
    keySize: 2048,
    notBeforeDate: new Date(now.getTime() - day),
    notAfterDate: new Date(now.getTime() + validDays * day),
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "keyUsage", keyCertSign: true, digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  mkdirSync(directory, { recursive: true });
  const key = `${made.private.trimEnd()}\n`;
  const certificate = `${made.cert.trimEnd()}\n`;
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, key + certificate, { mode: 0o600 });
  try {
    // Fails when another process was faster; its pair is then the one to use.
    linkSync(draft, file);
    rmSync(draft);
  } catch {
    const other = readPair(file, now);
    if (other !== undefined) {
      rmSync(draft);
      return other;
    }
    renameSync(draft, file);
  }
  return { key, certificate };
}

function validUntil(pem: string): string {
  try {
    return new X509Certificate(pem).validTo;
  } catch {
    // Unreadable: as good as ended.
    return "1970-01-01";
  }
}
