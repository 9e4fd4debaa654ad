/** Which pages of other origins may see answers, as function URLs and APIs declare it. */
export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds for which a browser remembers the answer to a preflight. */
  readonly maxAge: number | undefined;
}
