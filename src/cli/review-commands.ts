/** What follows a review on the command line: decisions, signatures and evidence. */

import { type Command, Option } from "commander";

/** Adds them to `demarc review`. Each is loaded only when it is called. @param done takes the exit status */
export function addReviewCommands(review: Command, done: (status: number) => void): void {
  const command = (name: string, folder: string, description: string) =>
    review
      .command(name)
      .description(description)
      .argument("<folder>", folder)
      .option("--stack <name>", "the stack whose matrix judges (default: the one that was reviewed)")
      .option("--matrix <file>", "or a matrix file");
  const format = () => new Option("--format <format>").choices(["text", "json"]).default("text");
  const list = (value: string, before: readonly string[] | undefined) => [...(before ?? []), value];
  const ofReview = "where `demarc review --out` wrote";
  const ofReviews = "the folder with all reviews of a stack";

  command("decide", ofReview, "write decisions.yaml, or what is missing in it; 1 while something is open")
    .option("--check", "write nothing, only say what is open or wrong", false)
    .option("--entry <id>", "decide this entry, such as D-1a2b3c4d")
    .addOption(new Option("--choice <choice>").choices(["keep", "revoke", "change-matrix"]))
    .option("--until <date>", "last day of a keep")
    .addOption(
      new Option("--beyond <limit>", "a keep that is meant to outlast next-review or contract-end").argParser(list),
    )
    .option("--reason <text>", "why")
    .option("--by <address>", "who decided")
    .option("--ticket <id>", "where it was discussed")
    .option("--serve", "decide in a browser on this computer, line by line, until Ctrl-C")
    .option("--port <number>", "of --serve (default: any free one)")
    .addOption(format())
    .action(async (folder: string, options) =>
      done(await (await import("./commands/review-decide.ts")).decide(folder, options)),
    );

  command("sign", ofReview, "sign the evidence for one side, or say what is in the way")
    .requiredOption("--as <side>", "internal, or a provider's key")
    .option("--key <file>", "private key, PEM or JWK: EC P-256, Ed25519 or RSA")
    .addOption(new Option("--algorithm <name>", "of an RSA key").choices(["PS256", "RS256"]))
    .option("--oidc-token <file>", "instead of a key: a pipeline's token; `github` asks the job's runner for one")
    .option("--issuer-keys <file>", "the issuer's JWK set (default: as it publishes it now)")
    .option("--audience", "only print the audience that a token has to be asked for", false)
    .action(async (folder: string, options) =>
      done(await (await import("./commands/review-sign.ts")).sign(folder, options)),
    );

  review
    .command("thumbprint")
    .description("of a key that somebody will sign with: what the matrix names under review.signers")
    .argument("<key>", "private key, PEM or JWK; it is read and nothing else")
    .action(async (key: string) => done(await (await import("./commands/review-sign.ts")).thumbprint(key)));

  command(
    "verify",
    `${ofReview}; with --all ${ofReviews}`,
    "check evidence offline: files, signatures, chain, decisions",
  )
    .option("--all", "every review in the folder", false)
    .option("--issuer-keys <file>", "JWK set of pipelines' issuers, from elsewhere")
    .option("--head <digest>", "the newest manifest, known from elsewhere: shows when reviews were cut off")
    .option(
      "--source <place>",
      "what was kept of that from which reviews were made (a roster or a folder of them, a list of staff, a snapshot): whether it is as it was",
      (place: string, before: readonly string[] = []) => [...before, place],
    )
    .addOption(format())
    .action(async (folder: string, options) =>
      done(await (await import("./commands/review-verify.ts")).verify(folder, options)),
    );

  command("export", ofReview, "CSV, Excel, OSCAL assessment results and a calendar of what falls due")
    .requiredOption("--out <dir>", "where they go")
    .action(async (folder: string, options) =>
      done(await (await import("./commands/review-export.ts")).exportReview(folder, options)),
    );

  review
    .command("history")
    .description("what the signed reviews of a stack show over time, as tables for DuckDB or a spreadsheet")
    .argument("<folder>", ofReviews)
    .addOption(
      new Option("--table <name>", "which table is printed")
        .choices(["reviews", "removals", "decisions", "rows"])
        .default("reviews"),
    )
    .addOption(new Option("--format <format>").choices(["jsonl", "csv"]).default("jsonl"))
    .option("--out <dir>", "write all four tables there instead")
    .action(async (folder: string, options) =>
      done(await (await import("./commands/review-history.ts")).history(folder, options)),
    );
}
