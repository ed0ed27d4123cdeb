import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCondition } from "../../../src/access/azure/condition.ts";

const [reader, contributor, owner] = [
  "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
];
const role = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const write = "ActionMatches{'Microsoft.Authorization/roleAssignments/write'}";
const remove = "ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}";

/** Which of the three roles a condition lets be assigned; "unreadable" when it cannot be read. */
function assignable(condition: string): string[] | "unreadable" {
  const read = readCondition(condition);
  if (read === undefined) return "unreadable";
  return Object.entries({ reader, contributor, owner }).flatMap(([name, id]) => (read(id) ? [name] : []));
}

describe("which roles a condition lets be assigned", () => {
  test.each<[string, string, string[]]>([
    [
      "a list",
      `((!(${write})) OR (${role} ForAnyOfAnyValues:GuidEquals {${reader}, ${contributor}}))`,
      ["reader", "contributor"],
    ],
    [
      "a list, in symbols and capitals",
      `(!${write.toUpperCase()}) || ${role.toUpperCase()} GuidEquals {${reader.toUpperCase()}}`,
      ["reader"],
    ],
    ["one value without braces", `NOT ${write} OR ${role} GuidEquals '${reader}'`, ["reader"]],
    [
      "everything but a list",
      `(!(${write})) OR ${role} ForAnyOfAllValues:GuidNotEquals {${owner}, ${contributor}}`,
      ["reader"],
    ],
    [
      "different from one of two is any",
      `!${write} OR ${role} ForAnyOfAnyValues:GuidNotEquals {${owner}, ${contributor}}`,
      ["reader", "contributor", "owner"],
    ],
    [
      "equal to both of two is none",
      `!${write} OR ${role} ForAnyOfAllValues:GuidEquals {${owner}, ${contributor}}`,
      [],
    ],
    [
      "a limit on the kind of principal does not take away from the list",
      `!${write} OR (${role} GuidEquals {${reader}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User')`,
      ["reader"],
    ],
    [
      "only on whom",
      `!${write} OR @Request[Microsoft.Authorization/roleAssignments:PrincipalId] GuidEquals {${reader}}`,
      ["reader", "contributor", "owner"],
    ],
    ["only on deletions", `!${remove} OR ${role} GuidEquals {${reader}}`, ["reader", "contributor", "owner"]],
    [
      "two branches, each with its own roles",
      `!${write} OR (${role} GuidEquals {${reader}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User') OR ${role} GuidEquals {${owner}}`,
      ["reader", "owner"],
    ],
    ["no assignment at all", `!${write}`, []],
    [
      "a wildcard for the action",
      `!(ActionMatches{'Microsoft.Authorization/*/write'}) OR ${role} GuidEquals {${reader}}`,
      ["reader"],
    ],
    [
      "a role with an operator for texts, which nobody should rely on",
      `!${write} OR ${role} StringEquals '${reader}'`,
      ["reader", "contributor", "owner"],
    ],
    [
      "an attribute that has to exist",
      `!${write} OR (Exists @Resource[Microsoft.Storage/storageAccounts:name] AND ${role} GuidEquals {${reader}})`,
      ["reader"],
    ],
    [
      "a role that another attribute holds",
      `!${write} OR ${role} GuidEquals @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team_Role]`,
      ["reader", "contributor", "owner"],
    ],
    ["a role that is not", `!${write} OR !(${role} GuidEquals {${reader}})`, ["contributor", "owner"]],
    ["not not what nobody knows", "!(!(Exists @Resource[a:b]))", ["reader", "contributor", "owner"]],
    [
      "a role, or one that another attribute holds",
      `!${write} OR ${role} GuidEquals {${reader}, @Principal[a:b]}`,
      ["reader", "contributor", "owner"],
    ],
    ["in symbols alone", `(!${write}) || ${role} GuidEquals {${reader}} && ${role} GuidEquals {${owner}}`, []],
    ["equal to all of one", `!${write} OR ${role} ForAnyOfAllValues:GuidEquals {${reader}}`, ["reader"]],
    ["not what nobody knows", `!(${write} AND Exists @Resource[a:b])`, ["reader", "contributor", "owner"]],
    [
      "one action of several",
      `!(ActionMatches{'Microsoft.Web/sites/write', 'Microsoft.Authorization/roleAssignments/write'}) OR ${role} GuidEquals {${reader}}`,
      ["reader"],
    ],
    ["no action of none", `!(ActionMatches{}) OR ${role} GuidEquals {${reader}}`, ["reader", "contributor", "owner"]],
    [
      "an action that only begins alike",
      "!(ActionMatches{'Microsoft.Authorization/roleAssignments'})",
      ["reader", "contributor", "owner"],
    ],
    ["an action that only ends alike", "!(ActionMatches{'roleAssignments/write'})", ["reader", "contributor", "owner"]],
    [
      "an action with a dot that is a dot",
      "!(ActionMatches{'Microsoft.Authorization.roleAssignments/write'})",
      ["reader", "contributor", "owner"],
    ],
    [
      "an attribute whose name only ends alike",
      `!${write} OR @Request[x:@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals {${reader}}`,
      ["reader", "contributor", "owner"],
    ],
    ["values without commas", `!${write} OR ${role} GuidEquals {${reader} ${owner}}`, ["reader", "owner"]],
    ["for all of any", `!${write} OR ${role} forAllOfAnyValues:guidEquals {${reader}, ${owner}}`, ["reader", "owner"]],
    ["for all of all", `!${write} OR ${role} ForAllOfALLValues:GuidNotEquals {${reader}, ${owner}}`, ["contributor"]],
    [
      "an operator that only begins alike",
      `!${write} OR ${role} GuidEqualsIgnoring {${reader}}`,
      ["reader", "contributor", "owner"],
    ],
    [
      "an operator that only ends alike",
      `!${write} OR ${role} MaybeGuidEquals {${reader}}`,
      ["reader", "contributor", "owner"],
    ],
    [
      "and binds more than or",
      `${role} GuidEquals {${owner}} AND ${role} GuidEquals {${reader}} OR ${role} GuidEquals {${contributor}}`,
      ["contributor"],
    ],
    [
      "and with operations below the action",
      `(!${write} OR ${role} GuidEquals {${reader}}) AND (!(SubOperationMatches{'Blob.List'}) OR @Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'x')`,
      ["reader"],
    ],
  ])("%s", (_name, condition, expected) => {
    expect(assignable(condition)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["prose", "only nice roles, please"],
    ["nothing", ""],
    ["a bracket that never closes", `(!(${write}) OR (${role} GuidEquals {${reader}})`],
    ["a list that never closes", `!${write} OR ${role} GuidEquals {${reader}`],
    ["something left over", `!${write} OR ${role} GuidEquals {${reader}} ${reader}`],
    ["a character that is none of the language's", `!${write} OR ${role} GuidEquals {${reader}} ; true`],
    ["a symbol where a value should be", `!${write} OR ${role} GuidEquals )`],
    ["a symbol among the values", `!${write} OR ${role} GuidEquals {${reader}, (}`],
    ["a text where an operator should be", `!${write} OR ${role} 'GuidEquals' {${reader}}`],
    ["a text where an attribute should be", `!${write} OR '${role}' GuidEquals {${reader}}`],
    ["something that exists and is no attribute", `!${write} OR Exists 'x'`],
    ["a word that stands alone", `!${write} OR ${role}`],
    [
      "a word of which only the beginning is one",
      `${role} GuidEquals {${reader}} ORELSE ${role} GuidEquals {${owner}}`,
    ],
    ["a word of which only the end is one", `${role} GuidEquals {${reader}} NOR ${role} GuidEquals {${owner}}`],
    ["a text that only looks like a word", `${role} GuidEquals {${reader}} 'OR' ${role} GuidEquals {${owner}}`],
    ["one that is nested without end", `${"(".repeat(10_000)}${role} GuidEquals {${reader}}${")".repeat(10_000)}`],
  ])("cannot be read: %s", (_name, condition) => {
    expect(assignable(condition)).toBe("unreadable");
  });

  test("whatever is written, reading it ends, and a limit is never invented", () => {
    const piece = fc.constantFrom(
      write,
      remove,
      `${role} GuidEquals {${reader}}`,
      "!",
      "(",
      ")",
      " AND ",
      " OR ",
      "{",
      "}",
      "'",
      reader,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const condition = pieces.join(" ");
        const found = assignable(condition);
        // Without a comparison of roles there is nothing that could tell one role from another.
        if (found !== "unreadable" && !condition.includes("GuidEquals")) expect([0, 3]).toContain(found.length);
      }),
    );
  });
});
