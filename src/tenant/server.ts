/**
 * The embedded tenant over HTTPS: what the azuread provider, the Azure SDKs and the review's Graph reader look for,
 * namely the environment's metadata, a token endpoint and Microsoft Graph. Loopback only.
 */

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { setTimeout } from "node:timers/promises";
import { loopbackCertificate } from "./certificate.ts";
import { asText } from "./entity.ts";
import { errorBody, GraphError } from "./graph/error.ts";
import { type Answering, behaving, misbehaving } from "./misbehaving.ts";
import type { MisbehaviourOptions } from "./misbehaviour.ts";
import type { EmbeddedTenant } from "./tenant.ts";

export interface ServeOptions {
  readonly tenant: EmbeddedTenant;
  /** 0: any free one. */
  readonly port: number;
  /** `localhost`, `127.0.0.1` or `::1`; every other address is refused. */
  readonly host?: string;
  /** Folder for the self-made certificate and its key. */
  readonly certificateDirectory: string;
  /** Secret of the deployment identity; a new one for each start when absent. */
  readonly clientSecret?: string;
  /** Answers of Graph and Resource Manager go wrong as often as this says; signing in never does. */
  readonly misbehaviour?: MisbehaviourOptions;
  /** Told about every request answered, e.g. for a log. Never sees bodies or headers. */
  readonly onRequest?: (method: string, path: string, status: number) => void;
}

export interface ServedTenant {
  /** e.g. `https://localhost:9443` */
  readonly url: string;
  readonly port: number;
  /** PEM file that makes a client trust this server. */
  readonly certificateFile: string;
  /**
   * What the azuread provider (and azure-native) must find in its environment. Holds the client secret: never print
   * it.
   */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export type ServeFailure =
  /** Something listens on that port already. */
  | "port-in-use"
  /** Not a port this user may open. */
  | "port-refused"
  /** An address other machines could reach. */
  | "not-loopback";

/** Why the tenant could not be served. */
export class ServeError extends Error {
  override readonly name = "ServeError";
  readonly reason: ServeFailure;
  constructor(reason: ServeFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

const loopback = ["localhost", "127.0.0.1", "::1"];

/**
 * Serves a tenant until `close`.
 * @throws ServeError when the address is not loopback or the port cannot be opened.
 */
export async function serveTenant(options: ServeOptions): Promise<ServedTenant> {
  const { tenant, host = "localhost" } = options;
  if (!loopback.includes(host)) {
    throw new ServeError(
      "not-loopback",
      `The embedded tenant is served on this machine only: use one of ${loopback.join(", ")}, not ${host}.`,
    );
  }
  const certificate = await loopbackCertificate(options.certificateDirectory);
  const principal = tenant.deploymentPrincipal();
  const identity: Identity = {
    tenant,
    principal,
    clientSecret: options.clientSecret ?? randomBytes(24).toString("base64url"),
    signingKey: randomBytes(32),
    answering: options.misbehaviour === undefined ? behaving(tenant) : misbehaving(tenant, options.misbehaviour),
  };
  const server = createServer({ cert: certificate.certificate, key: certificate.key });
  const port = await listen(server, options.port, host === "localhost" ? "127.0.0.1" : host);
  const authority = `${host === "::1" ? "[::1]" : host}:${port}`;
  const url = `https://${authority}`;
  server.on("request", (request, response) => {
    answer(identity, url, request)
      .catch((error: unknown) => internalError(error))
      .then((reply) => {
        send(response, reply);
        options.onRequest?.(request.method ?? "", request.url ?? "", reply.status);
      });
  });
  return {
    url,
    port,
    certificateFile: certificate.certificateFile,
    environment: {
      ARM_METADATA_HOSTNAME: authority,
      ARM_METADATA_HOST: authority,
      ARM_TENANT_ID: tenant.facts.tenantId,
      ARM_CLIENT_ID: tenant.deploymentClientId,
      ARM_CLIENT_SECRET: identity.clientSecret,
      ARM_USE_CLI: "false",
      ARM_USE_MSI: "false",
      ARM_USE_OIDC: "false",
      ARM_DISABLE_TERRAFORM_PARTNER_ID: "true",
      SSL_CERT_FILE: certificate.certificateFile,
      NODE_EXTRA_CA_CERTS: certificate.certificateFile,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explained(error, port)));
    server.listen(port, address, () => {
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    const message = `Port ${port} is in use by another process. Stop that one, or choose another with --port (0 takes any free one).`;
    return new ServeError("port-in-use", message, { cause: error });
  }
  if (error.code === "EACCES") {
    const message = `Port ${port} may not be opened by this user. Choose one above 1023 with --port (0 takes any free one).`;
    return new ServeError("port-refused", message, { cause: error });
  }
  return error;
}

interface Identity {
  readonly tenant: EmbeddedTenant;
  readonly principal: string;
  readonly clientSecret: string;
  readonly signingKey: Buffer;
  readonly answering: Answering;
}

interface HttpReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Share of the body that is sent; all of it when absent. */
  readonly arrives?: number;
}

async function answer(identity: Identity, url: string, request: IncomingMessage): Promise<HttpReply> {
  const path = request.url ?? "/";
  const text = await readBody(request);
  if (path.startsWith("/metadata/endpoints")) return metadata(url, identity.tenant.facts.tenantId, path);
  if (/^\/[^/]+\/oauth2\/(v2\.0\/)?token$/.test(path.split("?")[0] ?? "")) return token(identity, url, text);
  if (path.includes("/.well-known/openid-configuration")) return discovery(url, identity.tenant.facts.tenantId);
  const claims = verifiedClaims(identity, request.headers.authorization);
  if (claims === undefined) {
    const error = new GraphError(
      401,
      "InvalidAuthenticationToken",
      "Access token is empty, invalid or not of this tenant.",
    );
    return { status: 401, body: errorBody(error, "00000000-0000-0000-0000-000000000000", new Date().toISOString()) };
  }
  const body = parseJson(text);
  if (body.invalid) {
    const error = new GraphError(400, "BadRequest", "Unable to read JSON request payload.");
    return { status: 400, body: errorBody(error, "00000000-0000-0000-0000-000000000000", new Date().toISOString()) };
  }
  const { response, delay, arrives } = identity.answering({
    method: request.method ?? "GET",
    path,
    actor: claims,
    origin: url,
    eventualConsistency: request.headers["consistencylevel"] === "eventual",
    ...(body.value !== undefined && { body: body.value }),
  });
  if (delay > 0) await setTimeout(delay);
  return { ...response, arrives };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): { readonly invalid: boolean; readonly value?: unknown } {
  if (text.trim() === "") return { invalid: false };
  try {
    return { invalid: false, value: JSON.parse(text) as unknown };
  } catch {
    return { invalid: true };
  }
}

/** Both shapes of Azure's environment metadata: one object since 2022, a list before. */
function metadata(url: string, tenantId: string, path: string): HttpReply {
  const environment = {
    name: "demarc-embedded",
    portal: url,
    authentication: {
      loginEndpoint: url,
      audiences: [url],
      tenant: tenantId,
      identityProvider: "AAD",
    },
    media: url,
    graphAudience: url,
    graph: url,
    microsoftGraphResourceId: url,
    resourceManager: url,
    gallery: url,
    batch: url,
    suffixes: { storage: "core.invalid", keyVaultDns: "vault.invalid", sqlServerHostname: "database.invalid" },
  };
  const isList = /api-version=20(1\d|20|21)/.test(path);
  return { status: 200, body: isList ? [environment] : environment };
}

function discovery(url: string, tenantId: string): HttpReply {
  return {
    status: 200,
    body: {
      issuer: `${url}/${tenantId}/v2.0`,
      authorization_endpoint: `${url}/${tenantId}/oauth2/v2.0/authorize`,
      token_endpoint: `${url}/${tenantId}/oauth2/v2.0/token`,
      jwks_uri: `${url}/${tenantId}/discovery/v2.0/keys`,
      response_types_supported: ["token"],
      id_token_signing_alg_values_supported: ["HS256"],
      subject_types_supported: ["pairwise"],
    },
  };
}

const tokenLifetimeSeconds = 3600;

/** Client credentials of the deployment identity; nobody else can sign in. */
function token(identity: Identity, url: string, form: string): HttpReply {
  const asked = new URLSearchParams(form);
  const clientId = asked.get("client_id") ?? "";
  const { tenant, principal, signingKey } = identity;
  const isKnown = clientId.toLowerCase() === tenant.deploymentClientId.toLowerCase();
  if (asked.get("grant_type") !== "client_credentials") {
    return refusal("unsupported_grant_type", "AADSTS70003: The embedded tenant grants client_credentials only.", 400);
  }
  if (!isKnown) {
    return refusal(
      "unauthorized_client",
      `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`,
      400,
    );
  }
  if (!sameText(asked.get("client_secret") ?? "", identity.clientSecret)) {
    return refusal("invalid_client", `AADSTS7000215: Invalid client secret provided for app '${clientId}'.`, 401);
  }
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: url,
    iss: `${url}/${tenant.facts.tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + tokenLifetimeSeconds,
    appid: clientId,
    idtyp: "app",
    oid: principal,
    sub: principal,
    tid: tenant.facts.tenantId,
    roles: [],
    ver: "1.0",
  };
  return {
    status: 200,
    body: {
      token_type: "Bearer",
      expires_in: tokenLifetimeSeconds,
      ext_expires_in: tokenLifetimeSeconds,
      expires_on: String(now + tokenLifetimeSeconds),
      resource: url,
      access_token: signed(claims, signingKey),
    },
    headers: { "cache-control": "no-store" },
  };
}

function refusal(error: string, description: string, status: number): HttpReply {
  return { status, body: { error, error_description: description } };
}

function sameText(left: string, right: string): boolean {
  const [first, second] = [Buffer.from(left), Buffer.from(right)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signed(claims: unknown, key: Buffer): string {
  const content = `${encoded({ typ: "JWT", alg: "HS256" })}.${encoded(claims)}`;
  return `${content}.${createHmac("sha256", key).update(content).digest("base64url")}`;
}

/** Object id of the caller in a token that this server issued and that has not ended, else undefined. */
function verifiedClaims(identity: Identity, authorization: string | undefined): string | undefined {
  const [head, claims, signature] = (/^Bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "").split(".");
  if (head === undefined || claims === undefined || signature === undefined) return undefined;
  const expected = createHmac("sha256", identity.signingKey).update(`${head}.${claims}`).digest("base64url");
  if (!sameText(signature, expected)) return undefined;
  const { oid, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
  return Number(exp) > Date.now() / 1000 ? asText(oid) : undefined;
}

function internalError(error: unknown): HttpReply {
  const message = error instanceof Error ? error.message : String(error);
  const shown = new GraphError(500, "InternalServerError", `The embedded tenant failed: ${message}`);
  return { status: 500, body: errorBody(shown, "00000000-0000-0000-0000-000000000000", new Date().toISOString()) };
}

function send(response: ServerResponse, { status, body, headers, arrives = 1 }: HttpReply): void {
  const isText = typeof body === "number";
  const whole = body === undefined ? "" : isText ? String(body) : JSON.stringify(body);
  const content = arrives < 1 ? whole.slice(0, Math.floor(whole.length * arrives)) : whole;
  response.writeHead(status, {
    ...(content !== "" && {
      "content-type": isText ? "text/plain" : "application/json;odata.metadata=minimal;charset=utf-8",
      "content-length": Buffer.byteLength(content),
    }),
    ...headers,
  });
  response.end(content);
}
