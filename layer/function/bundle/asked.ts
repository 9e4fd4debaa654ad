/** Marks a question of a plugin's own: all of them leave it to esbuild itself. */
export const ASKED: unique symbol = Symbol('asked');
