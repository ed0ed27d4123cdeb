/** Smells of what two companies agree on: words of one row that say another thing than its own, and what an exit would stumble over. */

import { functionById } from "../catalogue/functions.ts";
import { alwaysInternal } from "../catalogue/service-models.ts";
import type { FoundSmell } from "./found-smell.ts";
import { INTERNAL, nameOfParty, type PartyKey, type ResolvedRow, resolveRows } from "./parties.ts";
import type { Matrix } from "./schema.ts";

export type AgreementSmellName =
  | "raci-contradicts-owner"
  | "model-against-rows"
  | "tenancy-of-provider"
  | "tenancy-not-agreed"
  | "master-not-client"
  | "notice-longer-than-contract";

export type AgreementSmell = FoundSmell<AgreementSmellName>;

export function agreementSmells(matrix: Matrix): AgreementSmell[] {
  return [
    ...resolveRows(matrix).flatMap((row) => raciSmells(matrix, row)),
    ...modelSmells(matrix),
    ...tenancySmells(matrix),
    ...masterSmells(matrix),
    ...noticeSmells(matrix),
  ];
}

/** Clause and access go to whoever owns a row: an R that says somebody else would be a second matrix. */
function raciSmells(matrix: Matrix, { functionId, owner, provider, support, row }: ResolvedRow): AgreementSmell[] {
  if (row.raci === undefined) return [];
  const path = ["functions", functionId, "raci"];
  const title = functionById(functionId)?.title ?? functionId;
  const does = new Set([owner === "provider" ? [] : [INTERNAL], provider ?? []].flat());
  const smell = (party: PartyKey, message: string, hint: string): AgreementSmell => ({
    smell: "raci-contradicts-owner",
    severity: "warning",
    path: [...path, party],
    message,
    hint,
  });
  return Object.entries(row.raci).flatMap(([party, letters]) => {
    const name = nameOfParty(matrix, party);
    const isResponsible = letters.includes("R");
    if (does.has(party) && !isResponsible) {
      return smell(
        party,
        `by its owner ${name} does ${title}, and raci gives it no R: contract and access follow the owner`,
        "add R, or change owner",
      );
    }
    if (!isResponsible || does.has(party) || support?.provider === party) return [];
    return smell(
      party,
      `raci has ${name} do ${title}, and neither owner nor support does: no clause and no access follows`,
      "owner: joint, support, or C for whoever is only asked",
    );
  });
}

function modelSmells(matrix: Matrix): AgreementSmell[] {
  const rows = resolveRows(matrix).filter(({ functionId }) => !alwaysInternal.has(functionId));
  const theirs = rows.filter(({ owner }) => owner !== "internal").length;
  const hasProvider = Object.keys(matrix.providers).length > 0;
  const { model } = matrix.client;
  const isOdd =
    model === "in-house"
      ? theirs > 0
      : model === "fully-managed"
        ? theirs * 2 < rows.length || !hasProvider
        : !hasProvider || (rows.length > 0 && theirs === 0 && rows.every(({ support }) => support === undefined));
  if (!isOdd) return [];
  return [
    {
      smell: "model-against-rows",
      severity: "note",
      path: ["client", "model"],
      message: `the model is ${model}, and ${theirs} of ${rows.length} rows are a provider's or joint`,
      hint: "the model that the rows describe, or rows as the model has them",
    },
  ];
}

/** Whoever's name, bill and domain the tenant is under can take it along. */
function tenancySmells(matrix: Matrix): AgreementSmell[] {
  if (Object.keys(matrix.providers).length === 0) return [];
  return (["identity", "endpoint-management"] as const).flatMap((category): AgreementSmell[] => {
    const row = matrix.tools[category];
    if (row === undefined) return [];
    const path = ["tools", category];
    if (row.tenancy === undefined) {
      return [
        {
          smell: "tenancy-not-agreed",
          severity: "note",
          path,
          message: "in whose name, on whose bill and under which domain it runs is not agreed",
          hint: "tenancy: { nameOf: internal, billedTo: internal, domain: … }",
        },
      ];
    }
    const { tenancy } = row;
    return (["nameOf", "billedTo"] as const)
      .filter((field) => tenancy[field] !== INTERNAL)
      .map((field) => ({
        smell: "tenancy-of-provider",
        severity: "warning",
        path: [...path, "tenancy", field],
        message: `it is ${field === "nameOf" ? "in the name" : "on the bill"} of ${nameOfParty(matrix, tenancy[field])}: it goes when the provider goes`,
        hint: "internal, before the contract begins",
      }));
  });
}

function masterSmells(matrix: Matrix): AgreementSmell[] {
  const row = matrix.tools.documentation;
  if (row === undefined || row.owner === INTERNAL || row.master === INTERNAL) return [];
  const isTold = row.master !== undefined;
  return [
    {
      smell: "master-not-client",
      severity: isTold ? "warning" : "note",
      path: ["tools", "documentation", ...(isTold ? ["master"] : [])],
      message:
        row.master === undefined
          ? "who holds the master copy of the documentation is not agreed"
          : `${nameOfParty(matrix, row.master)} holds the master copy of the documentation: without it nobody can take over`,
      hint: "master: internal; the provider contributes",
    },
  ];
}

function noticeSmells({ providers }: Matrix): AgreementSmell[] {
  return Object.entries(providers).flatMap(([key, { name, contract }]): AgreementSmell[] => {
    const days = Math.round((Date.parse(contract.end) - Date.parse(contract.start)) / 86_400_000);
    if (contract.noticeDays < days) return [];
    return [
      {
        smell: "notice-longer-than-contract",
        severity: "warning",
        path: ["providers", key, "contract", "noticeDays"],
        message: `notice to ${name} would have to be given before the contract begins: ${contract.noticeDays} days, and it runs for ${days}`,
        hint: "a later end, or a shorter notice",
      },
    ];
  });
}
