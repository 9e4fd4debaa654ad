import './first.mjs';

(globalThis.effects ??= []).push('third');

export const unused = 1;
