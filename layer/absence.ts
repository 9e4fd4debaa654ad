/** Why something cannot be had on this machine, in one line. */
export interface Absence {
  readonly reason: string;
}
