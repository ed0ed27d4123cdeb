/**
 * A folder of tenants: one folder each, with a `matrix.yaml`, a snapshot (`snapshot/` or `snapshot.json`) and what else is known. A
 * `tenant.yaml` beside it says what differs from that: where the Pulumi program is, or how a snapshot is collected.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { isFolder } from "../../folder.ts";
import { secretVariable } from "../../roster/connection.ts";

/** A folder of tenants that cannot be used as it is. */
export class EstateError extends Error {
  override readonly name = "EstateError";
}

const path = z.string().min(1);

const settingsSchema = z.strictObject({
  program: path.optional().meta({ description: "Folder of the Pulumi program; without it Demarc's own is meant." }),
  stack: z.string().min(1).optional().meta({ description: "The Pulumi stack of that program." }),
  state: path.optional().meta({
    description:
      "Output of `pulumi stack export`: which object of the tenant each declared one is, whatever it is called.",
  }),
  snapshot: path.optional().meta({ description: "Where a snapshot is, if neither snapshot/ nor snapshot.json." }),
  collect: z
    .strictObject({
      credential: z.enum(["default", "cli", "federated", "environment"]).optional(),
      cloud: z.enum(["global", "us-government", "us-government-dod", "china"]).optional(),
      azure: z.boolean().optional(),
      clientId: z
        .guid()
        .optional()
        .meta({ description: "The application that signs in, where each tenant has its own." }),
      stack: z.string().min(1).optional().meta({ description: "A stack of this project, whose tenant it is." }),
      workspace: path.optional().meta({ description: "With stack: where its local state is kept." }),
      rosters: z.boolean().optional().meta({
        description:
          "Also the rosters of systems for which the matrix says how (systems.<id>.roster). Their secrets are environment variables with this folder's name in theirs: DEMARC_<TENANT>_<SYSTEM>_<NAME>.",
      }),
    })
    .optional()
    .meta({ description: "A snapshot is collected at each run." }),
  rosters: z.record(z.string(), path).optional().meta({ description: "Provider → CSV of who works there now." }),
  systems: path.optional().meta({
    description: "Folder of rosters of systems (demarc roster --out), if not systems/.",
  }),
});

export type TenantSettings = z.infer<typeof settingsSchema>;

/** A tenant that is to be reviewed. Paths are absolute. */
export interface TenantFolder {
  /** Name of its folder: what it is called in the summary. */
  readonly name: string;
  readonly folder: string;
  readonly matrixFile: string;
  readonly settings: TenantSettings;
  /** Absent where one is collected. */
  readonly snapshot?: string;
  /** Absent: Demarc's own program. */
  readonly program?: string;
  /** Pulumi's state of its deployment. */
  readonly state?: string;
  readonly rosters: readonly { readonly provider: string; readonly file: string }[];
  /** Folder of rosters of the systems beside the tenant. */
  readonly systems?: string;
  /** Its reviews of before, with their evidence. */
  readonly reviews: string;
  /** Why it cannot be reviewed, as a sentence. */
  readonly problem?: string;
}

const marks = ["matrix.yaml", "tenant.yaml", "snapshot", "snapshot.json"];

/**
 * Every tenant of a folder, by name. Hidden folders and those with nothing of a tenant in them are none; one that lacks something is one
 * with a problem, never left out.
 * @throws EstateError when there is no such folder, or no tenant in it
 */
export function readEstate(folder: string): TenantFolder[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => !name.startsWith(".") && name !== "node_modules");
  } catch {
    throw new EstateError(`${folder} is no folder of tenants: it cannot be opened`);
  }
  const tenants = names
    .toSorted((left, right) => (left < right ? -1 : 1))
    .map((name) => ({ name, folder: join(folder, name) }))
    .filter((each) => marks.some((mark) => existsSync(join(each.folder, mark))))
    .map(({ name, folder: own }) => tenantIn(name, resolve(own)));
  if (tenants.length > 0) return tenants.map((tenant) => withOwnSecrets(tenant, tenants));
  throw new EstateError(`${folder} has no tenants: each is a folder in it with a matrix.yaml and a snapshot`);
}

/** One tenant's secret must not be sent to the systems of another: `acme-west` and `acme_west` would share theirs. */
function withOwnSecrets(tenant: TenantFolder, tenants: readonly TenantFolder[]): TenantFolder {
  if (tenant.problem !== undefined || tenant.settings.collect?.rosters !== true) return tenant;
  const other = tenants.find(
    ({ name }) => name !== tenant.name && secretVariable(name, "") === secretVariable(tenant.name, ""),
  );
  return other === undefined
    ? tenant
    : { ...tenant, problem: `its secrets would be called as those of ${other.name}: rename one of the folders` };
}

function tenantIn(name: string, folder: string): TenantFolder {
  const { settings, problem } = settingsIn(folder);
  const { snapshot = ["snapshot", "snapshot.json"].find((each) => existsSync(join(folder, each))) } = settings;
  const { systems = existsSync(join(folder, "systems")) ? "systems" : undefined } = settings;
  const tenant: TenantFolder = {
    name,
    folder,
    matrixFile: join(folder, "matrix.yaml"),
    settings,
    ...(settings.collect === undefined && snapshot !== undefined && { snapshot: resolve(folder, snapshot) }),
    ...(settings.program !== undefined && { program: resolve(folder, settings.program) }),
    ...(settings.state !== undefined && { state: resolve(folder, settings.state) }),
    rosters: Object.entries(settings.rosters ?? {}).map(([provider, file]) => ({
      provider,
      file: resolve(folder, file),
    })),
    ...(systems !== undefined && { systems: resolve(folder, systems) }),
    reviews: join(folder, "reviews"),
  };
  const found = problem ?? problemOf(tenant);
  return found === undefined ? tenant : { ...tenant, problem: found };
}

function problemOf({ name, settings, matrixFile, snapshot, program, state }: TenantFolder): string | undefined {
  // The name goes into commands, paths and reports.
  if (!/^[\w][\w.-]*$/.test(name)) return "the folder's name has other signs in it than letters, digits, - . and _";
  if (!existsSync(matrixFile)) return "there is no matrix.yaml";
  if (settings.snapshot !== undefined && settings.collect !== undefined) {
    return "tenant.yaml says where a snapshot is and how to collect one: one of them";
  }
  if (settings.stack !== undefined && program === undefined) return "tenant.yaml names a stack, but no program";
  if (program !== undefined && !isFolder(program)) return `the program ${settings.program} is no folder`;
  // Without it everything would be compared by name, and nobody would know.
  if (state !== undefined && !existsSync(state)) return `the state ${settings.state} does not exist`;
  if (settings.collect !== undefined) return undefined;
  if (snapshot === undefined) {
    return "there is no snapshot: snapshot/ or snapshot.json, or collect in tenant.yaml";
  }
  return existsSync(snapshot) ? undefined : `the snapshot ${settings.snapshot} does not exist`;
}

function settingsIn(folder: string): { readonly settings: TenantSettings; readonly problem?: string } {
  const file = join(folder, "tenant.yaml");
  if (!existsSync(file)) return { settings: {} };
  let document: unknown;
  try {
    document = parse(readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { settings: {}, problem: `tenant.yaml cannot be read: ${line}` };
  }
  const read = settingsSchema.safeParse(document);
  if (read.success) return { settings: read.data };
  const [issue] = read.error.issues;
  return { settings: {}, problem: `tenant.yaml: ${issue?.path.join(".") || "it"}: ${issue?.message}` };
}

/** Of `tenant.yaml`, for editors. */
export function tenantJsonSchema(): object {
  return z.toJSONSchema(settingsSchema, { target: "draft-7", io: "input" });
}
