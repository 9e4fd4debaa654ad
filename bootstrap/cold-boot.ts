import { startRuntime } from '../runtime/start-runtime.ts';

void startRuntime();
