/**
 * A review as OSCAL assessment results (https://pages.nist.gov/OSCAL/resources/concepts/layer/assessment/assessment-results/), version
 * 1.2.2: each item is an observation, each difference a risk with its decision, each control a finding. The matrix is the plan.
 */

import { createHash } from "node:crypto";
import type { Control } from "../../../policies/compliance/compliance.ts";
import { peopleOf } from "../decisions/people.ts";
import { decisionsFileName } from "../decisions/sheet.ts";
import { matrixCopyName } from "../evidence/files.ts";
import { controlsOfItem, controlsOfReview, frameworkName } from "./controls.ts";
import type { DecidedItem, ExportSubject } from "./subject.ts";

const oscalVersion = "1.2.2";
/** Namespace of our properties, and of the ids that are made from names. */
const namespace = "https://demarc.example/ns/oscal";

/** The document; made twice from the same review it is the same. */
export function oscalOf(subject: ExportSubject): object {
  const { review, evidence } = subject;
  const id = (...parts: readonly string[]) => uuidOf([review.client.tenantId, review.reviewedOn, ...parts].join("\n"));
  const at = `${review.reviewedOn.slice(0, 10)}T00:00:00Z`;
  const collected = dateTime(review.evidence.collectedAt, at);
  const parties = partiesOf(subject);
  const differing = subject.decided.filter(({ item }) => item.kind === "difference");
  return {
    "assessment-results": {
      uuid: id("assessment-results"),
      metadata: {
        title: line(`Access review of ${review.client.name}`),
        "last-modified": at,
        version: evidence === undefined ? "draft" : String(evidence.manifest.sequence),
        "oscal-version": oscalVersion,
        roles: [{ id: "assessor", title: "Decides on access for the company" }],
        ...(parties.length > 0 && {
          parties,
          "responsible-parties": [{ "role-id": "assessor", "party-uuids": parties.map(({ uuid }) => uuid) }],
        }),
      },
      "import-ap": { href: `#${id("plan")}` },
      results: [
        {
          uuid: id("result"),
          title: line(`Review of ${review.reviewedOn.slice(0, 10)}`),
          description: line(review.headline),
          start: collected,
          // A review is of a day, and the snapshot may be of an hour of that day.
          end: collected > at ? collected : at,
          props: [
            property("snapshot-sha256", review.evidence.snapshotDigest),
            property("declared-sha256", review.evidence.declaredDigest),
            ...(evidence === undefined ? [] : [property("manifest-sha256", evidence.digest)]),
          ],
          "reviewed-controls": {
            "control-selections": [
              { "include-controls": reviewedControls(subject).map((control) => ({ "control-id": token(control) })) },
            ],
          },
          ...attestations(subject),
          ...(subject.decided.length > 0 && {
            observations: subject.decided.map((each) => observation(each, collected, id)),
          }),
          ...(differing.length > 0 && { risks: differing.map((each) => risk(each, id)) }),
          findings: reviewedControls(subject).map((control) => finding(control, subject, id)),
        },
      ],
      "back-matter": {
        resources: [
          {
            uuid: id("plan"),
            title: "Responsibility matrix: who may hold what",
            rlinks: [
              {
                href: matrixCopyName,
                ...(evidence !== undefined && { hashes: [{ algorithm: "SHA-256", value: evidence.manifest.matrix }] }),
              },
            ],
          },
          {
            uuid: id("decisions"),
            title: "Decisions of the review",
            rlinks: [
              {
                href: decisionsFileName,
                ...(evidence !== undefined && {
                  hashes: [{ algorithm: "SHA-256", value: evidence.manifest.decisionsFile }],
                }),
              },
            ],
          },
        ],
      },
    },
  };
}

type Id = (...parts: readonly string[]) => string;

function partiesOf({ decided, matrix }: ExportSubject) {
  const people = peopleOf(matrix);
  const deciding = new Set(decided.flatMap(({ decision }) => decision?.by?.toLowerCase() ?? []));
  return [...deciding].toSorted().map((address) => ({
    uuid: uuidOf(address),
    type: "person",
    name: line(people.get(address)?.name ?? address),
    "email-addresses": [address],
  }));
}

function reviewedControls({ decided }: ExportSubject): Control[] {
  const all = [...controlsOfReview(), ...decided.flatMap(({ item }) => controlsOfItem(item))];
  return [...new Map(all.map((control) => [token(control), control])).values()];
}

function observation({ item, decision }: DecidedItem, collected: string, id: Id) {
  return {
    uuid: id("observation", item.id),
    title: line(item.id),
    description: line([item.title, item.why, ...membersOf(item)].join(" ")),
    props: [
      property("item", item.id),
      property("party", item.party.label),
      property("identity", item.identity),
      property("decision", decision?.choice ?? "open"),
      ...(item.severity === undefined ? [] : [property("severity", item.severity)]),
      ...(decision?.by === undefined ? [] : [property("decided-by", decision.by)]),
      ...(decision?.on === undefined ? [] : [property("decided-on", decision.on)]),
      ...(decision?.until === undefined ? [] : [property("keep-until", decision.until)]),
    ],
    methods: ["EXAMINE"],
    types: [item.kind === "difference" ? "finding" : "control-objective"],
    collected,
    ...(decision?.reason !== undefined && { remarks: line(decision.reason) }),
  };
}

/** Everybody whom one decision is about, in one sentence. */
function membersOf({ members }: DecidedItem["item"]): string[] {
  return members === undefined
    ? []
    : [`Decided together (${members.length}): ${members.map(({ text }) => text).join("; ")}.`];
}

/** How a decision reads as the state of a risk. */
const riskStatus = { keep: "deviation-approved", revoke: "remediating", "change-matrix": "remediating" } as const;

function risk({ item, decision }: DecidedItem, id: Id) {
  return {
    uuid: id("risk", item.id),
    title: line(`${item.id}: ${item.title}`),
    description: line(item.title),
    statement: line(item.why),
    status: decision === undefined ? "open" : riskStatus[decision.choice],
    ...(decision?.until !== undefined && { deadline: `${decision.until}T23:59:59Z` }),
    remediations: [
      {
        uuid: id("remediation", item.id),
        lifecycle: decision?.choice === "revoke" || decision?.choice === "change-matrix" ? "planned" : "recommendation",
        title: line(`What takes ${item.id} away`),
        description: line(item.remedy),
      },
    ],
    "related-observations": [{ "observation-uuid": id("observation", item.id) }],
  };
}

/** A control that asks for the review is met by one that is decided and signed; any other, where nothing differs from it. */
function finding(control: Control, { decided, evidence }: ExportSubject, id: Id) {
  const key = token(control);
  const asksForReview = controlsOfReview().some((each) => token(each) === key);
  const about = decided.filter(({ item }) => controlsOfItem(item).some((each) => token(each) === key));
  const differing = about.filter(({ item }) => item.kind === "difference");
  const isOpen = decided.some(({ decision }) => decision === undefined);
  const isSigned =
    evidence?.manifest.sides.every((side) => evidence.signatures.some((each) => each.side === side)) === true;
  const isMet = asksForReview ? !isOpen && isSigned : differing.length === 0;
  const text = asksForReview
    ? isMet
      ? "The review is decided and signed by every side."
      : `The review is ${isOpen ? "not decided in full" : "decided"} and ${isSigned ? "signed" : "not signed by every side"}.`
    : `${differing.length} differences in this review.`;
  return {
    uuid: id("finding", key),
    title: line(`${frameworkName(control.framework)}: ${control.id} ${control.title}`),
    description: text,
    target: { type: "objective-id", "target-id": key, status: { state: isMet ? "satisfied" : "not-satisfied" } },
    ...(about.length > 0 && {
      "related-observations": about.map(({ item }) => ({ "observation-uuid": id("observation", item.id) })),
    }),
    ...(differing.length > 0 && {
      "related-risks": differing.map(({ item }) => ({ "risk-uuid": id("risk", item.id) })),
    }),
  };
}

function attestations({ evidence }: ExportSubject) {
  if (evidence === undefined || evidence.signatures.length === 0) return {};
  const parts = evidence.signatures.map(({ side, signedOn, thumbprint, ...how }) => ({
    name: "signature",
    title: line(`Signed by ${side}`),
    prose: line(
      `On ${signedOn}, with ${how.kind === "key" ? `key ${thumbprint}` : `a token of ${how.issuer} for ${how.subject}`}.`,
    ),
  }));
  return { attestations: [{ parts }] };
}

/** A control's id as an OSCAL token: `hipaa_164.308-a-4-ii-C`. */
function token({ framework, id }: Control): string {
  return `${framework}_${id.replaceAll(/[^A-Za-z0-9.]+/g, "-").replace(/-$/, "")}`;
}

function property(name: string, value: string) {
  return { name, ns: namespace, value: oneLine(value) || "-" };
}

function dateTime(text: string, otherwise: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? otherwise : time.toISOString();
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** OSCAL's texts are Markdown, and names are chosen by others. */
function line(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_[\]<>]/g, "\\$&") || "-";
}

/** A version-5 UUID (RFC 9562, 5.5): the same for the same name. */
function uuidOf(name: string): string {
  const bytes = createHash("sha1").update(namespace).update("\n").update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
