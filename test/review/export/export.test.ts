import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import readWorkbook from "read-excel-file/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { calendarOf, remindersOf } from "../../../src/review/export/calendar.ts";
import { csvOf } from "../../../src/review/export/csv.ts";
import { oscalOf } from "../../../src/review/export/oscal.ts";
import { exportSubject } from "../../../src/review/export/subject.ts";
import { tablesOf } from "../../../src/review/export/tables.ts";
import { xlsxOf } from "../../../src/review/export/xlsx.ts";
import {
  addReview,
  decideAll,
  exchange,
  helpdesk,
  keepUntil,
  miriam,
  type Reviews,
  reviewOf,
  reviews,
  signAs,
  signedReview,
} from "../evidence/reviews.ts";

let of: Reviews;
beforeEach(async () => {
  of = await reviews();
});
afterEach(() => of.remove());

/** A review that is decided and signed: one revoked, everything else kept. */
const revokeOne = (folder: string) =>
  decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"), ({ title }) =>
    title.includes("tomasz") ? ({ choice: "revoke", until: undefined, reason: undefined } as never) : undefined,
  );
const signed = () => signedReview(of, "2026-11-21", "2026-11-21", { decide: revokeOne });

describe("tables", () => {
  it("name the roster of each system, or that there was none", async () => {
    const subject = await exportSubject(await signed(), of.matrix);
    const system = {
      key: "okta",
      name: "Okta",
      category: "identity",
      owners: [],
      agreed: 0,
      asAgreed: 0,
      differences: [],
    };
    const roster = {
      collectedAt: "2026-11-20T08:00:00Z",
      source: "okta.csv",
      digest: "ab".repeat(32),
      complete: false,
      showsRoles: true,
      accounts: 3,
      ofProviders: 1,
      superAdministrators: 1,
    };
    const review = { ...subject.review, systems: [system, { ...system, name: "JumpCloud", roster }] };
    const rows = tablesOf({ ...subject, review }).at(-1)?.rows ?? [];
    expect(rows.filter(([what]) => String(what).startsWith("Roster"))).toEqual([
      ["Roster of Okta", "none: who has an account there is not known"],
      ["Roster of JumpCloud, not whole, SHA-256", "ab".repeat(32)],
    ]);
  });

  it("are the same in the workbook as they are as rows: six sheets, every cell", async () => {
    const subject = await exportSubject(await signed(), of.matrix);
    const tables = tablesOf(subject);
    const sheets = await readWorkbook(await xlsxOf(tables));
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      "Summary",
      "Differences",
      "Decisions",
      "Access by party",
      "Controls",
      "Evidence",
    ]);
    for (const [index, { columns, rows }] of tables.entries()) {
      // An empty cell comes back as null.
      const expected = [
        columns.map(({ name }) => name),
        ...rows.map((row) => row.map((cell) => (cell === "" ? null : cell))),
      ];
      expect(sheets[index]?.data).toEqual(expected);
    }
    const [summary, , decisions, access] = tables;
    expect(Object.fromEntries(summary?.rows.map(([name, value]) => [name, value]) ?? [])).toMatchObject({
      "Differences, high": 2,
      "To decide": 5,
      "Decided: keep": 4,
      "Decided: revoke": 1,
      "Signed by": "internal, nightwatch, tideway",
    });
    expect(decisions?.rows.find(([, what]) => String(what).includes("tomasz"))?.slice(2, 9)).toEqual([
      "Tideway IT",
      "revoke",
      "",
      "",
      "",
      miriam,
      "Miriam Okafor",
    ]);
    expect(access?.rows.map(([party, , , asDeclared]) => `${party}: ${asDeclared}`)).toEqual([
      "Emergency access: yes",
      "Internal: yes",
      "Tideway IT: no",
      "Tideway IT: no",
      "Tideway IT: yes",
    ]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\u0001=1", "x".repeat(40_000)])(
    "hold %j as text in the workbook, and harmless in CSV",
    async (name) => {
      const folder = addReview(of, "2026-11-21", "2026-11-21");
      const review = reviewOf(of, "2026-11-21", [{ address: name, role: name }]);
      writeFileSync(join(folder, "review.json"), JSON.stringify(review));
      const tables = tablesOf(await exportSubject(folder, of.matrix));
      const workbook = await xlsxOf(tables);
      // Of a formula that no spreadsheet has worked out yet nothing would come back.
      const target = (await readWorkbook(workbook, { trim: false }))[1]?.data[1]?.[9];
      expect(target).toBe(name.replace("\u0001", "?").slice(0, 32_767));
      const cells = csvOf(tables[1] ?? { name: "", columns: [], rows: [] });
      expect(cells).not.toMatch(/(?:^|,|\n)"[=+\-@\t]/);
    },
  );
});

/** What OSCAL 1.2 demands of assessment results, as far as we write it (NIST's schema says more; see the tests' own round). */
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const token = z.string().regex(/^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$/u);
const line = z.string().regex(/^[^\n]+$/);
const dateTime = z.iso.datetime();
const property = z.strictObject({ name: token, ns: z.url(), value: z.string().regex(/^\S(.*\S)?$/) });
const assessmentResults = z.strictObject({
  "assessment-results": z.strictObject({
    uuid,
    metadata: z.strictObject({
      title: line,
      "last-modified": dateTime,
      version: z.string().min(1),
      "oscal-version": z.literal("1.2.2"),
      roles: z.array(z.strictObject({ id: token, title: line })).min(1),
      parties: z
        .array(
          z.strictObject({
            uuid,
            type: z.literal("person"),
            name: z.string().min(1),
            "email-addresses": z.array(z.email()).min(1),
          }),
        )
        .min(1)
        .optional(),
      "responsible-parties": z
        .array(z.strictObject({ "role-id": token, "party-uuids": z.array(uuid).min(1) }))
        .optional(),
    }),
    "import-ap": z.strictObject({ href: z.string().regex(/^#/) }),
    results: z
      .array(
        z.strictObject({
          uuid,
          title: line,
          description: z.string(),
          start: dateTime,
          end: dateTime,
          props: z.array(property).min(1),
          "reviewed-controls": z.strictObject({
            "control-selections": z
              .array(z.strictObject({ "include-controls": z.array(z.strictObject({ "control-id": token })).min(1) }))
              .min(1),
          }),
          attestations: z
            .array(
              z.strictObject({
                parts: z.array(z.strictObject({ name: token, title: line, prose: z.string() })).min(1),
              }),
            )
            .min(1)
            .optional(),
          observations: z
            .array(
              z.strictObject({
                uuid,
                title: line,
                description: z.string(),
                props: z.array(property).min(1),
                methods: z.array(z.enum(["EXAMINE", "INTERVIEW", "TEST", "UNKNOWN"])).min(1),
                types: z.array(token).min(1),
                collected: dateTime,
                remarks: z.string().optional(),
              }),
            )
            .min(1)
            .optional(),
          risks: z
            .array(
              z.strictObject({
                uuid,
                title: line,
                description: z.string(),
                statement: z.string(),
                status: token,
                deadline: dateTime.optional(),
                remediations: z
                  .array(z.strictObject({ uuid, lifecycle: token, title: line, description: z.string() }))
                  .min(1),
                "related-observations": z.array(z.strictObject({ "observation-uuid": uuid })).min(1),
              }),
            )
            .min(1)
            .optional(),
          findings: z
            .array(
              z.strictObject({
                uuid,
                title: line,
                description: z.string(),
                target: z.strictObject({
                  type: z.literal("objective-id"),
                  "target-id": token,
                  status: z.strictObject({ state: z.enum(["satisfied", "not-satisfied"]) }),
                }),
                "related-observations": z
                  .array(z.strictObject({ "observation-uuid": uuid }))
                  .min(1)
                  .optional(),
                "related-risks": z
                  .array(z.strictObject({ "risk-uuid": uuid }))
                  .min(1)
                  .optional(),
              }),
            )
            .min(1),
        }),
      )
      .length(1),
    "back-matter": z.strictObject({
      resources: z
        .array(
          z.strictObject({
            uuid,
            title: z.string(),
            rlinks: z
              .array(
                z.strictObject({
                  href: z.string(),
                  hashes: z
                    .array(
                      z.strictObject({ algorithm: z.literal("SHA-256"), value: z.string().regex(/^[0-9a-f]{64}$/) }),
                    )
                    .optional(),
                }),
              )
              .min(1),
          }),
        )
        .min(1),
    }),
  }),
});

it("nothing is exported of a review that is not as it was signed: it would say who signed", async () => {
  const folder = await signed();
  const review = join(folder, "review.json");
  const before = readFileSync(review, "utf8");
  for (const [file, text, said] of [
    [review, before.replace('"severity": "high"', '"severity": "low"'), "review.json was altered"],
    [join(folder, "manifest.json"), "{}", "manifest.json is not in the form"],
    [join(folder, "signatures/internal.json"), "{}", "The signature of internal is not in the form"],
  ] as const) {
    const was = readFileSync(file, "utf8");
    writeFileSync(file, text);
    await expect(exportSubject(folder, of.matrix)).rejects.toThrow("is not as it was signed, and nothing is exported");
    await expect(exportSubject(folder, of.matrix)).rejects.toThrow(said);
    writeFileSync(file, was);
  }
  rmSync(join(folder, "signatures/internal.json"));
  expect((await exportSubject(folder, of.matrix)).evidence?.signatures.map(({ side }) => side)).toEqual([
    "nightwatch",
    "tideway",
  ]);
});

describe("OSCAL assessment results", () => {
  const resultOf = (document: object) => assessmentResults.parse(document)["assessment-results"].results[0];

  it("have the required shape, and every reference leads somewhere", async () => {
    const subject = await exportSubject(await signed(), of.matrix);
    const document = oscalOf(subject);
    const evidence = { ...subject.review.evidence, collectedAt: "2026-11-21T15:30:00.000Z" };
    expect(resultOf(oscalOf({ ...subject, review: { ...subject.review, evidence } }))).toMatchObject({
      start: "2026-11-21T15:30:00.000Z",
      end: "2026-11-21T15:30:00.000Z",
    });
    const result = resultOf(document);
    const observations = new Set(result?.observations?.map(({ uuid: id }) => id));
    const risks = new Set(result?.risks?.map(({ uuid: id }) => id));
    for (const finding of result?.findings ?? []) {
      for (const each of finding["related-observations"] ?? [])
        expect(observations).toContain(each["observation-uuid"]);
      for (const each of finding["related-risks"] ?? []) expect(risks).toContain(each["risk-uuid"]);
    }
    expect(result?.risks?.map(({ status, deadline }) => [status, deadline])).toEqual([
      ["deviation-approved", "2027-01-20T23:59:59Z"],
      ["remediating", undefined],
    ]);
    expect(result?.attestations?.[0]?.parts.map(({ title }) => title)).toEqual([
      "Signed by internal",
      "Signed by nightwatch",
      "Signed by tideway",
    ]);
  });

  it("meet the controls that ask for reviews once the review is decided and signed, and no sooner", async () => {
    const state = (result: ReturnType<typeof resultOf>, id: string) =>
      result?.findings.find(({ target }) => target["target-id"] === id)?.target.status.state;
    const folder = addReview(of, "2026-11-21", "2026-11-21");
    const states = async () => {
      const result = resultOf(oscalOf(await exportSubject(folder, of.matrix)));
      return [
        state(result, "pci-dss_7.2.4"),
        state(result, "iso-27001_A.5.19"),
        state(result, "hipaa_164.308-a-4-ii-C"),
      ];
    };
    expect(await states()).toEqual(["not-satisfied", "not-satisfied", "not-satisfied"]);
    revokeOne(folder);
    await signAs(of, folder, "internal");
    expect(await states()).toEqual(["not-satisfied", "not-satisfied", "not-satisfied"]);
    await signAs(of, folder, "tideway");
    await signAs(of, folder, "nightwatch");
    // What differs from the matrix still does.
    expect(await states()).toEqual(["satisfied", "not-satisfied", "satisfied"]);
  });

  it("are the same when made again, and harmless whatever names hold", async () => {
    const folder = await signed();
    const make = async () => oscalOf(await exportSubject(folder, of.matrix));
    expect(await make()).toEqual(await make());
    const hostile = addReview(of, "hostile", "2026-11-21");
    const name = "<script>alert(1)</script>\n[x](javascript:1) \u202e";
    writeFileSync(
      join(hostile, "review.json"),
      JSON.stringify(reviewOf(of, "2026-11-21", [{ address: name, role: " " }])),
    );
    const text = JSON.stringify(
      resultOf(oscalOf(await exportSubject(hostile, of.matrix)))?.observations?.map(({ description }) => description),
    );
    expect(text).toContain("\\\\<script\\\\>");
    expect(text).not.toMatch(/\u202e|[^\\]\[x\]/);
  });
});

describe("reminders", () => {
  it("name what falls due after the review, in the order of its days", async () => {
    const folder = addReview(of, "2026-11-21", "2026-11-21", [helpdesk, exchange]);
    revokeOne(folder);
    const days = remindersOf(await exportSubject(folder, of.matrix)).map(({ on, title }) => `${on} ${title}`);
    const keeps = days.filter((each) => each.endsWith("kept until today"));
    expect(keeps).toHaveLength(4);
    expect(new Set(keeps.map((each) => each.slice(0, 10)))).toEqual(new Set(["2027-01-20"]));
    expect(days.filter((each) => !keeps.includes(each))).toEqual([
      expect.stringMatching(/^2027-02-19 Validate the emergency account /),
      expect.stringMatching(/^2027-02-19 Validate the emergency account /),
      "2027-02-21 Access review of Harbour Dental Group is due",
      "2027-12-31 Last day to give notice to Nightwatch",
      "2028-02-29 The contract with Nightwatch ends",
      "2028-10-02 Last day to give notice to Tideway IT",
      "2028-12-31 The contract with Tideway IT ends",
    ]);
  });

  it("are a calendar of whole days with an alarm each, the same when made again, wherever it is made", async () => {
    const folder = addReview(of, "2026-11-21", "2026-11-21", [helpdesk, exchange]);
    revokeOne(folder);
    const subject = await exportSubject(folder, of.matrix);
    const text = calendarOf(subject);
    const reminders = remindersOf(subject);
    expect(
      [...text.matchAll(/^DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)\r$/gm)].map(([, ...parts]) => parts.join("-")),
    ).toEqual(reminders.map(({ on }) => on));
    expect(text.match(/^BEGIN:VALARM\r$/gm)).toHaveLength(reminders.length);
    expect(new Set(text.match(/^UID:.*$/gm)).size).toBe(reminders.length);
    expect(text).toContain("DTSTAMP:20261121T000000Z");
    const zone = process.env["TZ"];
    try {
      for (const place of ["Pacific/Kiritimati", "America/Los_Angeles"]) {
        process.env["TZ"] = place;
        expect(calendarOf(subject)).toBe(text);
      }
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
    for (const part of text.split("\r\n")) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
  });
});
