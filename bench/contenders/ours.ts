const OURS = ['snapboot', 'snapboot-plain', 'snapboot-compiled', 'snapboot-image', 'snapboot-primed', 'snapboot-sdk'];

/** Whether it is what ships; `snapboot-http` and the like are there to be compared with. */
export function isOurs(contender: string): boolean {
  return OURS.includes(contender);
}
