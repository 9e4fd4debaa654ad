import type { Collection, StateDatabase } from '../../state/state-database.ts';

/** Names and values of the user's own. */
export type Tags = Readonly<Record<string, string>>;

/** The tags of resources by their ARNs. */
export class TagStore {
  readonly #tags: Collection<Tags>;

  constructor(database: StateDatabase) {
    this.#tags = database.collection('tags');
  }

  of(arn: string): Tags {
    return this.#tags.get(arn) ?? {};
  }

  put(arn: string, tags: Tags): void {
    this.#tags.put(arn, tags);
  }

  delete(arn: string): void {
    this.#tags.delete(arn);
  }
}
