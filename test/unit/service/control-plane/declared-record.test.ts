import { expect, test } from 'vitest';
import { declaredRecord } from '../../../../service/control-plane/functions/declared-record.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';

const CONFIG = functionConfig({
  name: 'orders',
  taskRoot: '/src/orders',
  handler: 'app.handler',
  memoryMb: 256,
  timeoutMs: 7000,
  ephemeralStorageMb: 1024,
  logFormat: 'JSON',
  variables: { TABLE: 'orders' },
});

test('a declared function is shown as if it had been deployed', () => {
  expect(declaredRecord(CONFIG)).toEqual({
    FunctionName: 'orders',
    Version: '$LATEST',
    Role: 'arn:aws:iam::123456789012:role/declared',
    Runtime: 'provided.al2023',
    Handler: 'app.handler',
    Description: 'Declared in files: /src/orders',
    Timeout: 7,
    MemorySize: 256,
    Environment: { Variables: { TABLE: 'orders' } },
    EphemeralStorage: { Size: 1024 },
    LoggingConfig: { LogFormat: 'JSON' },
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    CodeSha256: expect.stringMatching(/^[\w+/]{43}=$/),
    CodeSize: 0,
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
    RevisionId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  });
});

test('hash and revision are those of the code: another place or another state of it has others', () => {
  const { CodeSha256, RevisionId } = declaredRecord(CONFIG);
  expect(declaredRecord({ ...CONFIG, memoryMb: 512 })).toMatchObject({ CodeSha256, RevisionId });
  for (const other of [{ taskRoot: '/src/other' }, { revision: CONFIG.revision + 1 }]) {
    const record = declaredRecord({ ...CONFIG, ...other });
    expect(record.CodeSha256).not.toBe(CodeSha256);
    expect(record.RevisionId).not.toBe(RevisionId);
  }
});

test('a long path is cut where descriptions end', () => {
  expect(declaredRecord({ ...CONFIG, taskRoot: `/${'a'.repeat(300)}` }).Description).toHaveLength(256);
});
