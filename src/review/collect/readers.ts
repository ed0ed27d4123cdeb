/** Everything a review reads through Microsoft Graph. The same table serves the embedded tenant and the real one. */

import { directoryReaders } from "./directory-readers.ts";
import { policyReaders } from "./policy-readers.ts";
import { privilegeReaders } from "./privilege-readers.ts";
import type { Reader } from "./reader.ts";

/** In the order in which a person would want to know that one failed. */
export const readers: readonly Reader[] = [...directoryReaders, ...privilegeReaders, ...policyReaders];
