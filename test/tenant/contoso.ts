/** A small tenant for tests, and short ways to talk to it. */

import { expect } from "vitest";
import { asObject, derivedIds } from "../../src/tenant/entity.ts";
import { EmbeddedTenant, type GraphResponse } from "../../src/tenant/tenant.ts";

export const tenantId = "11111111-1111-4111-8111-111111111111";
export const start = "2026-11-01T09:00:00Z";

export const roles = {
  globalAdministrator: "62e90394-69f5-4237-9190-012177145e10",
  helpdeskAdministrator: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  securityReader: "5d6b6bb7-de71-4623-b4af-96380a352509",
};

export type Body = Readonly<Record<string, unknown>>;

export class Contoso {
  readonly tenant: EmbeddedTenant;
  now = start;

  constructor(tenant?: EmbeddedTenant) {
    this.tenant =
      tenant ??
      EmbeddedTenant.create(
        {
          tenantId,
          initialDomain: "contoso.onmicrosoft.com",
          domains: ["contoso.example"],
          displayName: "Contoso",
          createdDateTime: start,
        },
        { clock: () => this.now, newId: derivedIds("contoso") },
      );
  }

  send(method: string, path: string, body?: Body, more: { actor?: string; assignId?: string } = {}): GraphResponse {
    return this.tenant.handle({ method, path, now: this.now, ...(body !== undefined && { body }), ...more });
  }

  /** Sends what must succeed; returns the body. */
  ok(method: string, path: string, body?: Body, more: { actor?: string; assignId?: string } = {}): Body {
    const answer = this.send(method, path, body, more);
    expect(answer, `${method} ${path}`).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) });
    return asObject(answer.body) ?? {};
  }

  list(path: string): Body[] {
    return this.ok("GET", path)["value"] as Body[];
  }

  user(name: string, more: Body = {}): string {
    const body = {
      accountEnabled: true,
      displayName: name,
      mailNickname: name,
      passwordProfile: { password: "correct horse battery staple" },
      userPrincipalName: `${name}@contoso.example`,
      ...more,
    };
    return String(this.ok("POST", "/v1.0/users", body)["id"]);
  }

  group(name: string, more: Body = {}): string {
    const body = { displayName: name, mailEnabled: false, mailNickname: name, securityEnabled: true, ...more };
    return String(this.ok("POST", "/v1.0/groups", body)["id"]);
  }

  roleGroup(name: string): string {
    return this.group(name, { isAssignableToRole: true });
  }

  unit(name: string): string {
    return String(this.ok("POST", "/v1.0/directory/administrativeUnits", { displayName: name })["id"]);
  }

  assign(principalId: string, roleDefinitionId: string, directoryScopeId = "/"): string {
    const body = { principalId, roleDefinitionId, directoryScopeId };
    return String(this.ok("POST", "/v1.0/roleManagement/directory/roleAssignments", body)["id"]);
  }

  addMember(group: string, id: string): GraphResponse {
    return this.send("POST", `/v1.0/groups/${group}/members/$ref`, reference(id));
  }

  members(group: string): unknown[] {
    return this.list(`/v1.0/groups/${group}/members`).map((member) => member["id"]);
  }
}

export function reference(id: string): Body {
  return { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` };
}

/** Code and message of a refusal. */
export function errorOf(answer: GraphResponse): { code: string; message: string } {
  return (answer.body as { error: { code: string; message: string } }).error;
}
