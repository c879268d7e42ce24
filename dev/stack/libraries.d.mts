/** The folder of the checkout, absolute. */
export const projectRoot: string;

/** Where the jars of the embedded stack are or will be, absolute: `kafka/*.jar` and `registry/*-runner.jar`. */
export function librariesDirectory(): string;

/** Whether they have been fetched already. */
export function librariesAreThere(): boolean;

/**
 * Fetches the jars of the embedded stack with Maven, once; safe to call from several processes at a time.
 *
 * @param onProgress called with a line for a person when something has to be fetched
 * @returns as {@link librariesDirectory}
 * @throws MissingToolError without Java or Maven; Error with Maven's own output if it fails
 */
export function ensureLibraries(onProgress?: (line: string) => void): Promise<string>;
