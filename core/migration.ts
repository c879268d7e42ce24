/** One numbered, irreversible change of a component's tables; never edited once released. */
export interface Migration {
  /** Number and purpose, for example `001-registrants`; unique within the component. */
  readonly name: string;
  /** SQL as SQL; several statements are run in one transaction. */
  readonly sql: string;
}

/** A component's migrations, in order. */
export interface MigrationSet {
  /** Names the set in the table of applied migrations, for example `sinks/postgres`. */
  readonly component: string;
  /** Schemas that the migrations expect; made when missing. */
  readonly schemas: readonly string[];
  readonly migrations: readonly Migration[];
}
