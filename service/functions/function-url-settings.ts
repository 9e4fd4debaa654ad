import type { CorsSettings } from '../http/cors-settings.ts';

/** Who may call a function URL. */
export type FunctionUrlAuthType = 'NONE' | 'AWS_IAM';

/** Whether a function URL sends a response at once or while the function writes it. */
export type InvokeMode = 'BUFFERED' | 'RESPONSE_STREAM';

/** What is said of a function URL where the function is declared. */
export interface FunctionUrlSettings {
  readonly authType: FunctionUrlAuthType;
  readonly invokeMode: InvokeMode;
  readonly cors: CorsSettings | undefined;
}
