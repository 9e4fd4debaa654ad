import { type Member, text } from '../members.ts';

/** The name of a statement in a policy. */
export const STATEMENT_ID: Member<string> = text({ min: 1, max: 100, pattern: /^([a-zA-Z0-9-_]+)$/ });
