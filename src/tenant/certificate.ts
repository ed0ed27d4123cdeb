/** A self-made certificate for the loopback names, so that clients which insist on HTTPS can reach the embedded tenant. */

import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** The certificate in `directory`; made when there is none or it soon ends. The key is readable by its owner only. */
export async function loopbackCertificate(directory: string, now: Date = new Date()): Promise<Certificate> {
  const certificateFile = join(directory, "localhost.crt");
  const keyFile = join(directory, "localhost.key");
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    const [certificate, key] = [readFileSync(certificateFile, "utf8"), readFileSync(keyFile, "utf8")];
    if (Date.parse(validUntil(certificate)) - now.getTime() > renewDays * day)
      return { certificate, key, certificateFile };
  }
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
  writeFileSync(keyFile, made.private, { mode: 0o600 });
  writeFileSync(certificateFile, made.cert);
  return { certificate: made.cert, key: made.private, certificateFile };
}

function validUntil(pem: string): string {
  try {
    return new X509Certificate(pem).validTo;
  } catch {
    // Unreadable: as good as ended.
    return "1970-01-01";
  }
}
