/** One request that the simulator has answered. */
export interface LoggedRequest {
  /** The path, without its query. */
  readonly path: string;
  /** HTTP status; 0 when nothing was sent. */
  readonly status: number;
  /** The fault that struck it. */
  readonly fault?: string;
  /** Milliseconds until the answer was handed over. */
  readonly duration: number;
}

/** What has been asked of the simulator. Control requests are not counted. */
export interface RequestLog {
  /** The latest 10,000 requests, oldest first. */
  all(): readonly LoggedRequest[];
  counts(): { readonly token: number; readonly search: number; readonly byStatus: Readonly<Record<string, number>> };
  clear(): void;
}

const kept = 10_000;

/** Makes a log without any requests; `add` is for the server. */
export const createRequestLog = (): RequestLog & { add(request: LoggedRequest): void } => {
  let requests: LoggedRequest[] = [];
  let byStatus: Record<string, number> = {};
  let token = 0;
  let search = 0;
  return {
    all: () => requests,
    counts: () => ({ token, search, byStatus: { ...byStatus } }),
    clear: () => {
      requests = [];
      byStatus = {};
      token = 0;
      search = 0;
    },
    add: (request) => {
      if (requests.length >= kept) requests = requests.slice(kept / 2);
      requests.push(request);
      byStatus[request.status] = (byStatus[request.status] ?? 0) + 1;
      if (request.path.endsWith('/token')) token++;
      else search++;
    },
  };
};
