/** The command line. Each command is loaded only when it is called: start-up is most of the time of a check. */

import { Command, CommanderError, Option } from "commander";
import { reasonOf } from "../system-error.ts";
import { visibleLines } from "../visible.ts";
import { UsageError } from "./errors.ts";
import { formats } from "./formats/formatters.ts";
import { print, say, styled } from "./output.ts";
import { addReviewCommands } from "./review-commands.ts";
import { packageVersion } from "./version.ts";

/**
 * @param args without node and script
 * @returns exit status: 0 nothing to say, 1 findings or differences, 2 bad input or usage
 */
export async function main(args: readonly string[]): Promise<number> {
  let status = 0;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `demarc … | head` closes the pipe early: that is no failure of ours, and the status is still that of the whole result.
    if (error.code === "EPIPE") return;
    say(`${styled("red", "error", process.stderr)}: the result cannot be written: ${reasonOf(error)}`);
    process.exit(2);
  });
  process.stderr.on("error", () => {
    // There is nobody left to tell.
  });
  const program = build((result) => {
    status = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    return report(error);
  }
}

function build(done: (status: number) => void): Command {
  const program = new Command("demarc")
    .description("Co-managed IT access as code: who may do what, declared, gated and reviewed.")
    .option("-V, --version", "the version of Demarc")
    .on("option:version", () => {
      print(packageVersion());
      throw new CommanderError(0, "demarc.version", "");
    })
    // Options after a command are that command's: `review` has some that its own commands have, too.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .addHelpText("afterAll", "\nExit status: 0 nothing to say, 1 findings or differences, 2 bad input or usage.")
    .showSuggestionAfterError(true)
    .showHelpAfterError("(with --help the command says what it takes)");
  const stack = () => new Option("--stack <name>", "a folder under stacks/").makeOptionMandatory();
  const workspace = () =>
    new Option("--workspace <dir>", "where local state is kept (default: .demarc of the project)");

  program
    .command("init")
    .description("a first matrix: from scratch, or of what a tenant holds, with the day-one inventory")
    .argument("<dir>", "a folder that is empty or not there yet")
    .option("--from <snapshot>", "what `demarc snapshot` collected")
    .action(async (directory: string, options) =>
      done(await (await import("./commands/init.ts")).init(directory, options)),
    );

  program
    .command("lint")
    .description("check the matrix alone: errors, and the smells of co-managed IT")
    .argument("[matrix]", "a matrix file; or use --stack")
    .option("--stack <name>", "a folder under stacks/")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(async (file: string | undefined, options) =>
      done(await (await import("./commands/lint.ts")).lint(file, options)),
    );

  program
    .command("entitlements")
    .description("what the matrix gives each party: teams, roles, sign-in rules, contract lines")
    .argument("[matrix]", "a matrix file; or use --stack")
    .option("--stack <name>", "a folder under stacks/")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(async (file: string | undefined, options) =>
      done(await (await import("./commands/entitlements.ts")).entitlements(file, options)),
    );

  program
    .command("check")
    .description("the gate: does a plan give a provider more than the matrix says")
    .option("--stack <name>", "a stack of this project")
    .option("--program <dir>", "any Pulumi program in TypeScript or JavaScript; needs --matrix")
    .option(
      "--plan <file>",
      "output of `pulumi preview --json` or `pulumi stack export`; with --stack or --program what it leaves unknown is filled in",
    )
    .option("--matrix <file>", "the matrix to judge by")
    .option("--snapshot <file>", "what the tenant holds already; lookups and existing access come from it")
    .option("--stack-name <name>", "with --program: the Pulumi stack whose configuration is used")
    .option("--timeout <seconds>", "with --stack or --program: how long the program may run", "60")
    .addOption(new Option("--format <format>", "what is printed").choices(formats).default("text"))
    .option("--out <file>", "where it is written instead")
    .addOption(
      new Option("--report <format=file>", "another form of the same check, as often as needed: sarif=demarc.sarif")
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "none"),
    )
    .addOption(new Option("--fail-on <severity>", "what fails the gate").choices(["error", "warning"]).default("error"))
    .option("--changes", "say what the plan does to who can do what; Markdown always does", false)
    .option("--base <dir>", "the program (or plan file) as it was: what changes is told against that")
    .option("--source-url <url>", "where files can be looked at, with {file} and {line}: links in Markdown")
    .action(async (options) => done(await (await import("./commands/check.ts")).check(options)));

  program
    .command("comment")
    .description("put the result of a check into its pull request: one comment, updated in place")
    .requiredOption("--result <file>", "what check --report json=FILE wrote")
    .addOption(
      new Option("--host <host>", "where the pull request is").choices(["github", "azure-devops"]).default("github"),
    )
    .option("--author <login>", "whose comments are updated on GitHub: that of the token", "github-actions[bot]")
    .action(async (options) => done(await (await import("./commands/comment.ts")).comment(options)));

  program
    .command("explain")
    .description("why can this principal do that: what it holds or can get, and the ways there")
    .argument("<who>", "an address, a name, an id, an application, provider, a provider's key, or unknown")
    .option("--to <role>", "a role, group or application: the best way of each kind, or that there is none")
    .option("--stack <name>", "a stack of this project")
    .option("--program <dir>", "any Pulumi program in TypeScript or JavaScript; needs --matrix")
    .option("--plan <file>", "output of `pulumi preview --json` or `pulumi stack export`")
    .option("--matrix <file>", "the matrix that says whose everybody is")
    .option("--snapshot <file>", "the tenant: alone (with --matrix), or under a plan, whose news are then marked")
    .option("--stack-name <name>", "with --program: the Pulumi stack whose configuration is used")
    .option("--timeout <seconds>", "with --stack or --program: how long the program may run", "60")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(async (who: string, options) =>
      done(await (await import("./commands/explain.ts")).explainAccess(who, options)),
    );

  program
    .command("whatif")
    .description("what becomes of one sign-in, and which policies see to it; 0 whatever comes of it")
    .option("--user <who>", "an address, a name or an id")
    .option("--guest-of <tenant>", "somebody of another tenant instead: its id, or a provider of the matrix")
    .option("--type <type>", "with --guest-of: serviceProvider, b2bCollaborationGuest, … (default: the latter)")
    .option("--service-principal <who>", "a workload instead: a name, a client id or an id")
    .option("--activated <eligibility...>", "groups or roles that are activated at the time")
    .option(
      "--app <application>",
      "a client id, a name, azure-management, admin-portals, Office365 (default: any other)",
    )
    .option("--user-action <action>", "register-security-info or register-device instead of an application")
    .option("--authentication-context <id>", "c1 to c99 instead of an application")
    .option("--client <client>", "browser, desktop, mobile, activesync or legacy")
    .option("--platform <platform>", "windows, macOS, iOS, android, linux or unknown")
    .option("--ip <address>", "where from; named locations are found by it")
    .option("--country <code>", "where the address is")
    .option("--gps-country <code>", "where the Authenticator app is")
    .option("--compliant-network", "through a compliant network of Global Secure Access")
    .option("--device <attribute=value...>", "a registered device; none for one that is not registered")
    .option("--sign-in-risk <level>", "none, low, medium or high")
    .option("--user-risk <level>", "none, low, medium or high")
    .option("--insider-risk <level>", "none, minor, moderate or elevated")
    .option("--service-principal-risk <level>", "none, low, medium or high")
    .option("--flow <flow>", "device-code or authentication-transfer")
    .option("--stack <name>", "a stack of this project")
    .option("--program <dir>", "any Pulumi program in TypeScript or JavaScript; needs --matrix")
    .option("--plan <file>", "output of `pulumi preview --json` or `pulumi stack export`")
    .option("--matrix <file>", "the matrix that says whose everybody is")
    .option("--snapshot <file>", "the tenant: alone (with --matrix), or under a plan")
    .option("--stack-name <name>", "with --program: the Pulumi stack whose configuration is used")
    .option("--timeout <seconds>", "with --stack or --program: how long the program may run", "60")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(async (options) => done(await (await import("./commands/whatif.ts")).whatIf(options)));

  for (const [name, description] of [
    ["preview", "what `up` would change"],
    ["up", "apply a stack: with the Pulumi CLI where it is installed, else with the embedded engine"],
    ["destroy", "remove what a stack declares"],
  ] as const) {
    const command = program.command(name).description(description).addOption(stack()).addOption(workspace());
    command.addOption(
      new Option("--engine <engine>", "which engine to use").choices(["auto", "pulumi", "embedded"]).default("auto"),
    );
    if (name === "destroy") {
      command.option("--unprotect", "also remove what is protected: the emergency accounts", false);
    }
    command.action(async (options) => done(await (await import("./commands/deploy.ts")).deploy(name, options)));
  }

  program
    .command("adopt")
    .description(
      "a file for `pulumi import --file`: what the stack declares and the tenant has already; 1 while something is not clear",
    )
    .addOption(stack())
    .addOption(workspace())
    .requiredOption("--out <file>", "where it is written")
    .option("--snapshot <file>", "a snapshot instead of the stack's tenant")
    .option(
      "--state <file>",
      "output of `pulumi stack export`: what the deployment has already (default: its state in files)",
    )
    .addOption(new Option("--format <format>", "what is printed").choices(["text", "json"]).default("text"))
    .action(async (options) => done(await (await import("./commands/adopt.ts")).adopt(options)));

  program
    .command("offboard")
    .description(
      "a provider leaves: what to remove, hand over and rotate, in an order that locks nobody out; changes nothing",
    )
    .argument("<provider>", "its key in the matrix")
    .addOption(stack())
    .addOption(workspace())
    .requiredOption("--out <dir>", "where the plan goes; a later run goes on from it")
    .option("--snapshot <file>", "a snapshot instead of the stack's tenant")
    .addOption(
      new Option("--systems <place>", "rosters of systems (demarc roster --out): accounts that its people have there")
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "none"),
    )
    .option("--check", "write nothing, only say what is still there; 1 while something is", false)
    .addOption(new Option("--format <format>", "what is printed").choices(["text", "json"]).default("text"))
    .action(async (provider: string, options) =>
      done(await (await import("./commands/offboard.ts")).offboard(provider, options)),
    );

  program
    .command("handbook")
    .description("ownership, RACI, contract schedule, escalation cards, inventory and plans, from the matrix")
    .argument("[matrix]", "a matrix file; or use --stack")
    .option("--stack <name>", "a folder under stacks/")
    .option("--out <dir>", "where it is written (default: handbook/ beside the matrix)")
    .option("--snapshot <file>", "what the tenant holds: fills in the day-one inventory")
    .addOption(
      new Option(
        "--systems <place>",
        "rosters of systems (demarc roster --all --out DIR): fill in the inventory, as often as needed",
      )
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "none"),
    )
    .option("--review <dir>", "a review, or the folder of all reviews: values of the indicators")
    .option("--date <date>", "a day to judge ages by, such as 2027-01-31; without it nothing depends on the day")
    .option("--pdf", "also print it, with an installed Chromium, Chrome or Edge", false)
    .option("--check", "write nothing, only say whether the handbook is that of the matrix; 1 when it is not", false)
    .action(async (file: string | undefined, options) =>
      done(await (await import("./commands/handbook.ts")).handbook(file, options)),
    );

  program
    .command("tenant")
    .description("serve the embedded tenant over HTTPS on this machine, for Pulumi and Graph clients")
    .addOption(new Option("--stack <name>", "whose tenant").default("harbour"))
    .addOption(workspace())
    .option("--seed <snapshot>", "start from this snapshot instead of the stack's own; the tenant must not exist yet")
    .option("--empty", "start from a tenant that holds only its organisation", false)
    .option(
      "--scale <users>",
      "start with so many users, and groups and applications to match; the tenant must not exist yet",
    )
    .option("--memory", "keep nothing on disk", false)
    .option(
      "--misbehave <faults>",
      "answer badly, as in throttle=0.05,error=0.01,slow=0.02: each the share of reads it happens to",
    )
    .option("--misbehave-seed <number>", "the same number, the same faults", "1")
    .option("--port <port>", "port on 127.0.0.1; 0 picks a free one", "8443")
    .action(async (options) => done(await (await import("./commands/tenant.ts")).tenant(options)));

  program
    .command("snapshot")
    .description(
      "collect a snapshot through Microsoft Graph and Azure Resource Manager, or convert the export of another tool",
    )
    .option("--stack <name>", "whose tenant: the embedded one, or Entra ID where the stack is applied to it")
    .addOption(workspace())
    .option("--matrix <file>", "or the tenant of this matrix, in Entra ID")
    .option("--tenant <id>", "or this tenant, in Entra ID")
    .option("--out <path>", "FILE.json for one document, anything else for a folder (large tenants)")
    .addOption(
      new Option("--credential <kind>", "how to sign in to Entra ID")
        .choices(["default", "device-code", "cli", "federated", "environment"])
        .default("default"),
    )
    .addOption(
      new Option("--cloud <cloud>", "which of Microsoft's clouds")
        .choices(["global", "us-government", "us-government-dod", "china"])
        .default("global"),
    )
    .option("--no-azure", "leave Azure out")
    .option("--permissions", "only say what is needed and what is missing, with the list to consent to", false)
    .option("--require-all", "collect nothing unless everything can be read", false)
    .option("--since <snapshot>", "a snapshot folder of this tenant: only what changed since then is listed again")
    .option("--restart", "forget what an earlier run read that was stopped", false)
    .option("--redact", "pseudonyms instead of names, addresses and free texts", false)
    .option("--from <export>", "collect nothing, convert this export of AzureHound, EntraExporter or ScubaGear")
    .addOption(
      new Option("--from-format <tool>", "whose export it is (default: told by what is in it)").choices([
        "azurehound",
        "entra-exporter",
        "scubagear",
      ]),
    )
    .addOption(new Option("--format <format>", "of --permissions").choices(["text", "json"]).default("text"))
    .action(async (options) => {
      if (options.from === undefined && options.fromFormat === undefined)
        done(await (await import("./commands/snapshot.ts")).snapshot(options));
      else done(await (await import("./commands/snapshot-from.ts")).snapshotFrom(options));
    });

  program
    .command("roster")
    .description(
      "who has an account in a system, and which roles: from its API or its console's CSV; 1 when it is not whole",
    )
    .argument("[system]", "id of a system, or with a matrix the key under which it has it")
    .option("--all", "every system of which the matrix says where its roster comes from; needs a folder", false)
    .option("--list", "only say how each system is read, and what that needs", false)
    .option("--matrix <file>", "the matrix that says where the system is")
    .option("--stack <name>", "or the one of a folder under stacks/")
    .option("--from <file>", "the CSV that its console exports, instead of its API")
    .option("--exported-on <date>", "the day on which it was exported, YYYY-MM-DD; else it is as old as its file")
    .option("--out <place>", "where the roster goes, JSON; with --all: a folder of them")
    .option("--tenant <name>", "use the secrets of this tenant of many: DEMARC_<TENANT>_<SYSTEM>_… instead")
    .option("--resume", "with --all: do not ask again for what was read as a whole today", false)
    .addOption(new Option("--format <format>", "of --list").choices(["text", "json"]).default("text"))
    .action(async (system: string | undefined, options) => {
      if (options.all && (options.list || system !== undefined)) {
        throw new UsageError(`--all and ${system ?? "--list"} are both given`, "one of them");
      }
      if (options.all) done(await (await import("./commands/roster-all.ts")).rosterAll(options));
      else if (options.list) done((await import("./commands/roster-list.ts")).rosterList(options, system));
      else if (system === undefined) throw new UsageError("no system is given", "an id, or --list");
      else done(await (await import("./commands/roster.ts")).roster(system, options));
    });

  const review = program
    .command("review")
    .description("compare actual with declared access and write the report; then decide, sign and verify it")
    .enablePositionalOptions()
    .option("--stack <name>", "a folder under stacks/")
    .addOption(workspace())
    .option("--matrix <file>", "or any matrix; needs --snapshot and --out")
    .option("--program <dir>", "with --matrix: the Pulumi program that declares it (default: that of this project)")
    .option("--stack-name <name>", "with --program: the Pulumi stack whose configuration is used")
    .option("--all <folder>", "or every tenant in a folder: docs/quarterly-review.md")
    .option("--shard <i/n>", "with --all: only the tenants that belong to this one of n runs")
    .option("--merge", "with --all: review nothing, make the summary of what the shards left", false)
    .option("--jobs <number>", "with --all: tenants at once at most (default: as many as there are processors)")
    .option("--redo", "with --all: also those that were reviewed today with the same inputs", false)
    .option("--snapshot <file>", "a snapshot instead of the stack's tenant")
    .option(
      "--out <dir>",
      "where the report goes (default: review/ in the workspace; with --all: the tenants' folders)",
    )
    .option(
      "--state <file>",
      "output of `pulumi stack export`: which object each declared resource is (default: the stack's state in files)",
    )
    .option("--previous <review>", "the review before: its review.json or folder; what came since is told against it")
    .addOption(
      new Option("--roster <provider=file>", "who works at a provider now, as CSV; as often as there are providers")
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "none"),
    )
    .addOption(
      new Option(
        "--systems <place>",
        "rosters of systems (demarc roster --all --out DIR), a file or a folder; as often as needed",
      )
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "the files that the matrix names"),
    )
    .option("--unused-days <days>", "what nobody used for so long is stale (default: the matrix's unusedAfterDays)")
    .option("--expiring-days <days>", "what ends within so many days is named (default: 60)")
    .addOption(new Option("--format <format>", "what is printed").choices(["text", "json"]).default("text"))
    .action(async (options) => {
      // Not mandatory by declaration: then the commands below would need it, too.
      if (options.stack === undefined && options.matrix === undefined && options.all === undefined)
        throw new UsageError("nothing to review is given", "one of --stack NAME, --matrix FILE, --all FOLDER");
      if (options.all !== undefined) done(await (await import("./commands/review-all.ts")).reviewAll(options));
      else done(await (await import("./commands/review.ts")).review(options));
    });
  addReviewCommands(review, done);

  return program;
}

/** Every failure is a sentence; what is nobody's input is a defect and shows its stack. */
async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    const told = `${error.message}${error.hint === undefined ? "" : ` (${error.hint})`}`;
    say(`${styled("red", "error", process.stderr)}: ${visibleLines(told)}`);
    return 2;
  }
  const { describeFailure } = await import("./failures.ts");
  say(describeFailure(error));
  return 2;
}
