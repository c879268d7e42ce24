import type { ServiceName } from '../places.ts';
import type { ServiceProcess } from '../status.ts';

/** What a service needs to know to start. */
export interface StartContext {
  /** The stack's own folder, absolute. */
  readonly directory: string;
  /** The process of the last start, whose ports it takes again if they are free. */
  readonly previous: ServiceProcess | undefined;
}

/** One kind of service of the embedded stack. */
export interface Service<Context extends StartContext = StartContext> {
  readonly name: ServiceName;
  /** Starts the process and returns at once; preparing its storage comes first where it is missing. */
  readonly start: (context: Context) => Promise<ServiceProcess>;
  /** Whether it answers as it should; false while it is starting. */
  readonly isReady: (process: ServiceProcess) => Promise<boolean>;
}

/** What the services on Java need besides. */
export interface JavaContext extends StartContext {
  /** The java command, see tools.mjs. */
  readonly java: string;
  /** The folder of the jars, see libraries.mjs. */
  readonly libraries: string;
}
