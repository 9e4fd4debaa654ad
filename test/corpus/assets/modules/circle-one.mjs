import { told, two } from './circle-two.mjs';

export const one = 'one';
export class One {}
export const names = () => [one, two, One.name];
export const early = told;
