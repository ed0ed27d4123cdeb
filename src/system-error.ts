/** Why a file or folder could not be read or written, in words. */

const reasons: Readonly<Record<string, string>> = {
  EACCES: "there is no permission to do so",
  EPERM: "there is no permission to do so",
  ENOENT: "there is no such file or folder",
  EEXIST: "something else of that name is there",
  ENOTDIR: "a file is where a folder should be",
  EISDIR: "it is a folder",
  ENOTEMPTY: "it is a folder with something in it",
  ENOSPC: "the disk is full",
  EDQUOT: "there is no room left for this account",
  EROFS: "it can only be read",
  ELOOP: "it is a link that leads back to itself",
  ENAMETOOLONG: "its name is too long",
};

/** Of what the system answered; everything else is said as it says itself. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
