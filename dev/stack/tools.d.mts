/** A tool of the machine that the embedded stack needs is missing or too old; the message says how to get it. */
export class MissingToolError extends Error {
  readonly code: 'STACK_TOOL_MISSING';
}

/**
 * Reads the major version out of what `java -version` prints.
 *
 * @returns for example 17, and 8 for the old form `1.8.0_402`; undefined if it is no such output
 */
export function parseJavaMajor(versionOutput: string): number | undefined;

/**
 * What to tell the person whose machine lacks a tool: which one, how to install it, and the two ways around it.
 *
 * @param found what is there instead, for example `Java 11 (java)`; left out when there is none
 * @param platform as `process.platform`; it chooses the package manager
 */
export function missingToolMessage(tool: 'java' | 'maven', found?: string, platform?: string): string;

/**
 * The Java to run: the one of JAVA_HOME if there is one, else the one of PATH.
 *
 * @throws MissingToolError if there is none, or one older than 17
 */
export function findJava(environment?: NodeJS.ProcessEnv): string;

/**
 * The Maven to download with.
 *
 * @throws MissingToolError if there is none
 */
export function findMaven(environment?: NodeJS.ProcessEnv): string;
