import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../http/service-error.ts';
import type { Collection, StateDatabase } from '../../state/state-database.ts';
import { staleRevision } from '../functions/deployed-functions.ts';

/** One statement of a policy. */
export interface Statement {
  /** Its name. */
  readonly Sid: string;
  readonly [key: string]: unknown;
}

interface Policy {
  readonly statements: readonly Statement[];
  readonly revisionId: string;
}

const MAX_POLICY_BYTES = 20_480;

/** Who may use which resource. The service keeps and shows it; on one machine it does not ask who is calling. */
export class PolicyStore {
  readonly #policies: Collection<Policy>;

  constructor(database: StateDatabase) {
    this.#policies = database.collection('policies');
  }

  /** @throws ServiceError ResourceNotFoundException when a resource has no policy */
  describe(arn: string): { readonly Policy: string; readonly RevisionId: string } {
    const { statements, revisionId } = this.#find(arn);
    return { Policy: JSON.stringify(document(statements)), RevisionId: revisionId };
  }

  /**
   * @param revisionId of the policy that the caller has seen
   * @returns the id of the policy's new revision
   * @throws ServiceError ResourceConflictException for a name that is taken, PolicyLengthExceededException,
   *   PreconditionFailedException
   */
  add(arn: string, statement: Statement, revisionId: string | undefined): string {
    const policy = this.#policies.get(arn);
    checkRevision(policy, revisionId);
    const before = policy?.statements ?? [];
    if (before.some(({ Sid }) => Sid === statement.Sid)) {
      const text = `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
      throw new ServiceError('ResourceConflictException', text);
    }
    const statements = [...before, statement];
    const bytes = Buffer.byteLength(JSON.stringify(document(statements)));
    if (bytes > MAX_POLICY_BYTES) {
      const text = `The final policy size (${bytes}) is bigger than the limit (${MAX_POLICY_BYTES}).`;
      throw new ServiceError('PolicyLengthExceededException', text);
    }
    return this.#put(arn, statements);
  }

  /** @throws ServiceError ResourceNotFoundException, PreconditionFailedException */
  remove(arn: string, statementId: string, revisionId: string | undefined): void {
    const policy = this.#find(arn);
    checkRevision(policy, revisionId);
    const statements = policy.statements.filter(({ Sid }) => Sid !== statementId);
    if (statements.length === policy.statements.length) {
      throw new ServiceError('ResourceNotFoundException', `Statement ${statementId} is not found in resource policy.`);
    }
    if (statements.length === 0) this.delete(arn);
    else this.#put(arn, statements);
  }

  /** The resource is gone. */
  delete(arn: string): void {
    this.#policies.delete(arn);
  }

  #find(arn: string): Policy {
    const policy = this.#policies.get(arn);
    if (policy !== undefined) return policy;
    throw new ServiceError('ResourceNotFoundException', 'No policy is associated with the given resource.');
  }

  #put(arn: string, statements: readonly Statement[]): string {
    const revisionId = randomUUID();
    this.#policies.put(arn, { statements, revisionId });
    return revisionId;
  }
}

function document(statements: readonly Statement[]): object {
  return { Version: '2012-10-17', Id: 'default', Statement: statements };
}

function checkRevision(policy: Policy | undefined, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== policy?.revisionId) throw staleRevision();
}
