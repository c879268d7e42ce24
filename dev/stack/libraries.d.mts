/** The folder of the checkout, absolute. */
export const projectRoot: string;

/** Whether they have been fetched already. */
export function librariesAreThere(): boolean;

/**
 * Fetches the jars of the embedded stack with Maven, once; safe to call from several processes at a time.
 *
 * @param onProgress called with a line for a person when something has to be fetched
 * @returns the folder they are in, absolute: `kafka/*.jar` and `registry/*-runner.jar`
 * @throws MissingToolError without Java or Maven; Error with Maven's own output if it fails
 */
export function ensureLibraries(onProgress?: (line: string) => void): Promise<string>;

/** Jars that Maven fetches into one folder. */
export interface WantedLibraries {
  /** For the person who waits: what, from where, how much. */
  readonly what: string;
  /** Each is called with the property `stack.lib`, the folder that its goals fill. */
  readonly poms: readonly { readonly file: string; readonly goals: readonly string[] }[];
}

/**
 * Fetches jars with Maven, once, into a folder that is named by the content of the poms; safe to call from several
 * processes at a time.
 *
 * @param onProgress called with a line for a person when something has to be fetched
 * @returns the folder, absolute
 * @throws MissingToolError without Java or Maven; Error with Maven's own output if it fails
 */
export function fetchLibraries(wanted: WantedLibraries, onProgress?: (line: string) => void): Promise<string>;
