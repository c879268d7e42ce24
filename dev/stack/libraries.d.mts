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
