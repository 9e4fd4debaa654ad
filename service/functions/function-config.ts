/** What Lambda knows about one function. */
export interface FunctionConfig {
  readonly name: string;
  /** Absolute path of the folder with the function's code: LAMBDA_TASK_ROOT, and the working directory. */
  readonly taskRoot: string;
  /** `file.export`, the file without its extension and relative to the task root. */
  readonly handler: string;
  /** What the function is told; nothing here enforces it. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** The function's own environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}
